/// Words of an invented patient.
struct PatientCopy {
    let name, identity, identityHash, phone, birthDate: [UInt8]

    private static let surnames = Array("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧")
    private static let given = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文辉鹏飞波斌宇浩凯健俊帆雪梅琳")

    /// Every serial gives another document: place, birth date and order number count through it.
    init(serial: Int, _ random: inout SplitMix) {
        let choice = random.next()
        let first = Self.surnames[Int(choice % UInt64(Self.surnames.count))]
        let second = Self.given[Int((choice >> 8) % UInt64(Self.given.count))]
        let third = Self.given[Int((choice >> 20) % UInt64(Self.given.count))]
        name = Array("\(first)\(second)\(choice & 3 == 0 ? "" : String(third))".utf8)
        let order = serial % 1000
        let day = serial / 1000 % 28 + 1
        let month = serial / 28_000 % 12 + 1
        let year = 1930 + serial / 336_000 % 80
        let compact = "\(year)\(month < 10 ? "0" : "")\(month)\(day < 10 ? "0" : "")\(day)"
        let number = ResidentNumbers.number(place: "220697", birthDate: compact, serial: order)
        identity = Array(number.utf8)
        identityHash = Array(Caster.identityHash(number).utf8)
        let tail = String(10_000_000 + serial % 90_000_000)
        phone = Array("130\(tail)".utf8)
        birthDate = Array("\(compact.prefix(4))-\(compact.dropFirst(4).prefix(2))-\(compact.suffix(2))".utf8)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same seed casts the same archive.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
