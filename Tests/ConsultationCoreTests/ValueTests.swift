import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

struct ValueTests {
    /// Made-up numbers: the digits of place, date and sequence were chosen, the check character was computed by hand
    /// with the weights of GB 11643-1999. They belong to nobody known to us.
    @Test(
        .requirement("NHC-TM-4.3.1a"),
        arguments: [
            ("220102198001010012", "1980-01-01", Sex.male), ("220102195602290028", "1956-02-29", .female),
            ("11010519491231002X", "1949-12-31", .female), ("220181199906151231", "1999-06-15", .male),
            ("220402200002290040", "2000-02-29", .female),
        ])
    func `a right resident id gives birth date and sex`(number: String, birth: String, sex: Sex) throws {
        let id = try #require(ResidentID(number))
        #expect(id.birthDate == CivilDate(birth))
        #expect(id.sex == sex)
        #expect(ResidentID(number.lowercased())?.number == number)
    }

    @Test(
        .requirement("NHC-TM-4.3.1a"),
        arguments: [
            "220102198001010013", "22010219800101001", "2201021980010100122", "", "220102190002280049",
            "22010219000229004X", "220102198013010012", "a20102198001010012", "220102198001010 12",
            "２２0102198001010012", "000000000000000000", "220102198001010012\n",
        ])
    func `a wrong resident id is none`(number: String) {
        #expect(ResidentID(number) == nil)
    }

    @Test(.requirement("NHC-TM-4.3.1a"))
    func `every change of one digit of a resident id is found`() {
        let digits = Array("220102198001010012")
        for position in digits.indices {
            for digit in "0123456789X" where digit != digits[position] {
                var changed = digits
                changed[position] = digit
                #expect(ResidentID(String(changed)) == nil)
            }
        }
    }

    @Test func `civil dates agree with Foundation over four centuries`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 8 * 3600))
        for day in stride(from: -135_140, through: 47_481, by: 1) {
            let civil = CivilDate(daysSinceEpoch: day)
            guard civil.daysSinceEpoch == day else {
                Issue.record("day \(day) comes back as \(civil.daysSinceEpoch)")
                return
            }
            if day % 97 != 0 { continue }
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400 - 8 * 3600))
            #expect([parts.year, parts.month, parts.day] == [civil.year, civil.month, civil.day])
        }
    }

    @Test func `a Shanghai day begins eight hours before the UTC day`() {
        let day = ConsultationWorld.date(2025, 3, 10)
        #expect(CivilDate(WallTime(milliseconds: 1_741_536_000_000)) == day)
        #expect(day.start == WallTime(milliseconds: 1_741_536_000_000))
        #expect(CivilDate(day.start - TimeSpan(milliseconds: 1)) == ConsultationWorld.date(2025, 3, 9))
        #expect(CivilDate(day.end - TimeSpan(milliseconds: 1)) == day)
        #expect(CivilDate(WallTime(milliseconds: -1)) == ConsultationWorld.date(1970, 1, 1))
        #expect(CivilDate(WallTime(milliseconds: -28_800_001)) == ConsultationWorld.date(1969, 12, 31))
        #expect(CivilDate(WallTime(milliseconds: .max)).year == 9999)
    }

    @Test func `adding months and years keeps to the last day of a shorter month`() {
        #expect(ConsultationWorld.date(2025, 1, 31).adding(months: 1) == ConsultationWorld.date(2025, 2, 28))
        #expect(ConsultationWorld.date(2024, 2, 29).adding(years: 3) == ConsultationWorld.date(2027, 2, 28))
        #expect(ConsultationWorld.date(2025, 3, 31).adding(months: -1) == ConsultationWorld.date(2025, 2, 28))
        #expect(
            ConsultationWorld.date(2022, 3, 5).completedYears(on: ConsultationWorld.date(2025, 3, 4)) == 2)
        #expect(
            ConsultationWorld.date(2022, 3, 5).completedYears(on: ConsultationWorld.date(2025, 3, 5)) == 3)
    }

    @Test(arguments: ["2025-02-29", "2025-13-01", "2025-1-01", "2025-01-01T", "0000-01-01", "２025-01-01", ""])
    func `what is not a date is none`(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test(arguments: [
        (TimeSpan.hours(24), "24h"), (.minutes(30), "30min"), (.seconds(120), "2min"), (.days(7), "7d"),
        (TimeSpan(milliseconds: 1), "1ms"), (.zero, "0s"), (.hours(72), "72h"),
    ])
    func `lengths of time are written with one unit and read back`(span: TimeSpan, text: String) {
        #expect(span.description == text)
        #expect(TimeSpan(text) == span)
        #expect(TimeSpan("120s") == .minutes(2))
        for wrong in ["", "h", "12", "-1h", "1.5h", "9223372036854775807d", "1 h"] {
            #expect(TimeSpan(wrong) == nil)
        }
    }

    @Test func `SHA-256 gives the values of FIPS 180-4`() {
        let vectors = [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000),
                "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
            ),
        ]
        for (text, hash) in vectors { #expect(Digest(of: text).hexadecimal == hash) }
        #expect(Digest(hexadecimal: "ABC") == nil)
    }

    @Test(.requirement("JL-35d"))
    func `patient data cannot be printed by accident`() throws {
        let journey = try ConsultationJourney.arrived(at: .reported)
        let current = try #require(journey.current)
        var dumped = ""
        dump(current, to: &dumped)
        dump(journey.world.patient, to: &dumped)
        dump(journey.journal, to: &dumped)
        let shown = [
            dumped, "\(current)", String(reflecting: current), "\(journey.world.patient)",
            "\(journey.journal)",
        ]
        for secret in ["张三", "胸痛", "冠脉", "介入", "220102198001010012", "已讨论"] {
            for text in shown { #expect(!text.contains(secret), "\(secret) is printed") }
        }
        var resident = ""
        dump(try #require(ResidentID("220102198001010012")), to: &resident)
        #expect(!resident.contains("1980"))
    }

    @Test func `blank text is what has nothing but white space in it`() {
        #expect(" \u{3000}\n\t".isBlank && "".isBlank)
        #expect(!"。".isBlank)
    }
}
