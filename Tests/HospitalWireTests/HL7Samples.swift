import HospitalWire

/// Messages as hospitals send them.
enum HL7Samples {
    static func bytes(_ segments: String...) -> [UInt8] {
        Array((segments.joined(separator: "\r") + "\r").utf8)
    }

    static let header = "MSH|^~\\&|LIS|JLYD|HUIZHEN|JLYD|20261121093000+0800||"
    static let person =
        "PID|1||M00012345^^^JLYD^MR~220102197001015573^^^^NNCHN||张^三^^^^^L||19700101|M|||长春市||13900000000"

    static let result = bytes(
        header + "ORU^R01^ORU_R01|LIS-77|P|2.5||||||UNICODE UTF-8", person, "PV1|1|I|ICU",
        "ORC|RE|SQ2026112100017|L-9921",
        "OBR|1|SQ2026112100017|L-9921|XCG^血常规^JLYD|||20261121080500|||||||||||||||20261121091500|||F|||||||王检验&王检验",
        "OBX|1|NM|6690-2^白细胞计数^LN||13.62|10*9/L^^UCUM|3.50-9.50|H|||F|||20261121090000||0231^李^审核||XN-9000",
        "OBX|2|SN|33959-8^降钙素原^LN||>^100|ng/mL|<0.05|HH~A|||F|||20261121090000",
        "OBX|3|ST|MEMO^镜检^JLYD||可见中毒颗粒\\.br\\复查\\T\\随访||||||F", "NTE|1|L|标本轻度溶血")

    static let admission = bytes(
        "MSH|^~\\&|HIS|JLYD|HUIZHEN|JLYD|20261121080000||ADT^A08^ADT_A01|H-1|P|2.5", "EVN|A08|20261121080000",
        person, "PV1|1|I|RESP^201^03" + String(repeating: "|", count: 41) + "20261120183000")

    static let fee = bytes(
        "MSH|^~\\&|HIS|JLYD|HUIZHEN|JLYD|20261121080000||DFT^P03^DFT_P03|F-1|P|2.5", "EVN|P03", person,
        "FT1|1|T9001||20261121100000||CG|110900002^远程会诊^CN||||500.00^CNY||||350.5||||||||HZ20261121-00001")

    static let order = bytes(
        "MSH|^~\\&|HIS|JLYD|HUIZHEN|JLYD|20261121080000||OMG^O19^OMG_O19|O-1|P|2.5", person,
        "ORC|NW|SQ2026112100017||HZ20261121-00001", "OBR|1|SQ2026112100017||XCG^血常规^JLYD")

    static let all = [result, admission, fee, order]
}
