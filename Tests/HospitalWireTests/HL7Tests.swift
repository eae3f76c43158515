import HospitalWire
import TestRequirements
import Testing

@Suite(.requirement("NHC-SUP-19b")) struct HL7Tests {
    @Test func `a laboratory's result is read with units, ranges, flags and who answers for it`() throws {
        let content = try ResultContent(try HL7Reader.read(HL7Samples.result))
        #expect(content.patient.recordNumber == "M00012345")
        #expect(content.patient.residentID == "220102197001015573")
        #expect(content.patient.name == "张三")
        let report = try #require(content.reports.first)
        #expect(report.placerNumber == "SQ2026112100017")
        #expect(report.fillerNumber == "L-9921")
        #expect(report.service.name == "血常规")
        #expect(report.author == "王检验")
        #expect(report.isFinal)
        #expect(report.observedAt == HL7Time("20261121080500"))
        #expect(report.notes == ["标本轻度溶血"])
        #expect(report.observations.count == 3)
        let first = report.observations[0]
        #expect(first.value == "13.62")
        #expect(first.units == "10*9/L")
        #expect(first.range == "3.50-9.50")
        #expect(first.flags == ["H"])
        #expect(first.device == "XN-9000")
        #expect(report.observations[1].value == "> 100")
        #expect(report.observations[1].flags == ["HH", "A"])
        #expect(report.observations[2].value == "可见中毒颗粒\n复查&随访")
    }

    @Test func `a registration carries the patient's numbers and the admission`() throws {
        let content = try RegistrationContent(try HL7Reader.read(HL7Samples.admission))
        #expect(content.patient.sex == "M")
        #expect(content.patient.phone == "13900000000")
        #expect(content.department == "RESP")
        #expect(content.admittedAt == HL7Time("20261120183000"))
    }

    @Test func `a fee keeps its amount and the insurance's part to the 分`() throws {
        let content = try FeeContent(try HL7Reader.read(HL7Samples.fee))
        #expect(content.lines.count == 1)
        #expect(content.lines[0].amount == 50_000)
        #expect(content.lines[0].insurance == 35_050)
        #expect(content.lines[0].order == "HZ20261121-00001")
    }

    @Test(arguments: ["500.001", "-5", "1e3", "", "5,00", "12345678901234", "5.", "500.00^USD"])
    func `an amount that is not exact money is refused`(_ amount: String) throws {
        var text = String(decoding: HL7Samples.fee, as: UTF8.self)
        text.replace("500.00^CNY", with: amount.replacing("^", with: "&"))
        #expect(throws: HL7Fault.valueInvalid("FT1", 11)) {
            _ = try FeeContent(try HL7Reader.read(Array(text.utf8)))
        }
    }

    @Test func `an order names its case`() throws {
        let content = try OrderContent(try HL7Reader.read(HL7Samples.order))
        #expect(content.orders[0].number == "SQ2026112100017")
        #expect(content.orders[0].group == "HZ20261121-00001")
        #expect(content.orders[0].control == "NW")
    }

    @Test(arguments: [
        ("20261121", 2026, 0, nil as Int?), ("202611210930", 2026, 9, nil),
        ("20261121093000.1234+0800", 2026, 9, 480), ("20261121093000-0330", 2026, 9, -210),
    ])
    func `a time stamp is read to its precision`(_ text: String, _ year: Int, _ hour: Int, _ zone: Int?)
        throws
    {
        let time = try #require(HL7Time(text))
        #expect(time.year == year)
        #expect(time.hour == hour)
        #expect(time.zone == zone)
    }

    @Test(arguments: [
        "", "2026", "20261301", "2026112125", "20261121093000.", "20261121+8", "2026112a", "20261121+08000",
    ])
    func `what is no time stamp is none`(_ text: String) {
        #expect(HL7Time(text) == nil)
    }

    @Test func `an acceptance and a refusal are written as the standard says and read back`() throws {
        let message = try HL7Reader.read(HL7Samples.result)
        let time = try #require(HL7Time("20261121093001+0800"))
        let yes = HL7Acknowledgement.answer(to: message, nil, at: time)
        #expect(yes.header[3].text == "HUIZHEN")
        #expect(yes.header[5].text == "LIS")
        let readYes = try HL7Acknowledgement(HL7Reader.read(HL7Writer.write(yes)))
        #expect(readYes == HL7Acknowledgement(code: .accept, controlID: "LIS-77"))
        let no = HL7Acknowledgement.answer(to: message, .fieldMissing("PID", 3), at: time)
        #expect(
            String(decoding: HL7Writer.write(no), as: UTF8.self).contains(
                "ERR||PID^1^3|101^Required field missing^HL70357|E"))
        let readNo = try HL7Acknowledgement(HL7Reader.read(HL7Writer.write(no)))
        #expect(readNo.code == .error)
        #expect(readNo.errorCode == 101)
        #expect(HL7Acknowledgement.answer(to: message, .event, at: time)["MSA"]?[1].text == "AR")
    }

    @Test func `a header says who, for real, in which words and which version`() throws {
        try HL7Reader.read(HL7Samples.result).checkHeader()
        for (old, new, fault) in [
            ("|P|2.5", "|T|2.5", HL7Fault.processing), ("|P|2.5", "|P|3.0", .version),
            ("UNICODE UTF-8", "GB 18030-2000", .characterSet), ("|LIS-77|", "||", .fieldMissing("MSH", 10)),
        ] {
            let text = String(decoding: HL7Samples.result, as: UTF8.self).replacing(old, with: new)
            let message = try HL7Reader.read(Array(text.utf8))
            #expect(throws: fault) { try message.checkHeader() }
        }
    }

    @Test func `our report goes out with its words and its file`() throws {
        let time = try #require(HL7Time("20261121120000+0800"))
        let header = HL7Header(
            sendingApplication: "HUIZHEN", sendingFacility: "JLYD", receivingApplication: "HIS",
            receivingFacility: "JLYD", at: time, type: "MDM", event: "T02", structure: "MDM_T02",
            controlID: "0123456789abcdef0123")
        let document = DocumentContent(
            kind: CodedValue(code: "HZYJ", name: "诊疗意见报告", system: "HUIZHEN"), name: "D1",
            caseNumber: "HZ20261121-00001", issuedAt: time, author: "赵主任", addsTo: nil,
            lines: ["一、诊断：A|B^C", "二、建议：~&\\"], pdf: [1, 2, 3, 4])
        let patient = PatientContent(recordNumber: "M1", residentID: nil, name: "张三", sex: "M")
        let written = document.message(header, about: patient)
        let back = try HL7Reader.read(HL7Writer.write(written))
        #expect(back == written)
        let texts = back.segments.filter { $0.name == "OBX" }
        #expect(texts[0][5].repetitions.map(\.text) == document.lines)
        #expect(texts[1][5].component(5) == "AQIDBA==")
        #expect(back["TXA"]?[12].text == "D1")
        #expect(back["TXA"]?[17].text == "AU")
    }
}
