import ConsultationCore
import HospitalWire
import Paper
import Storage

/// One signed document of a case, ready to be sent: made anew at each attempt from what was signed.
struct ExchangeDocument: Sendable {
    /// One word of the document's kind, in HL7's coded form.
    let kind: CodedValue
    let title: String
    let caseNumber: String
    let issuedAt: WallTime
    let author: String
    let lines: [String]
    let patient: Patient?
    let recordNumber: String?
    let institution: Institution
    /// The order's identifier in the archive of images, where the document belongs to a study there.
    let study: String?

    static let system = "HUIZHEN"

    var pdf: [UInt8] {
        PrintedText(
            lines: [.title(title), .text(whose)] + lines.map(Self.line),
            issuedMilliseconds: issuedAt.milliseconds
        ).file
    }

    /// Whose document it is: on paper nothing else says so.
    private var whose: String {
        let sex = patient?.sex.map { $0 == .male ? "男" : "女" }
        let known = [
            ("姓名", patient?.name.value), ("性别", sex), ("出生日期", patient?.birthDate.value?.description),
            ("病案号", recordNumber),
        ]
        return known.compactMap { name, value in value.map { "\(name)：\($0)" } }.joined(separator: "　")
    }

    /// A line that ends in a colon stands over others.
    private static func line(_ text: String) -> PrintedText.Line {
        text.hasSuffix("：") ? .heading(text) : .text(text)
    }

    var person: PatientContent {
        var content = PatientContent(
            recordNumber: recordNumber, name: patient?.name.value ?? "",
            sex: patient?.sex.map { $0 == .male ? "M" : "F" } ?? "",
            birthDate: patient?.birthDate.value.map { HL7Time($0.start) })
        switch patient?.identity.value {
        case .residentID(let number): content.residentID = number
        case .passport(let number): content.passport = number
        case .other(let number): content.recordNumber = content.recordNumber ?? number
        case nil: break
        }
        return content
    }

    func message(
        _ message: ExchangeMessage, to system: ExchangeSettings, at now: WallTime
    ) -> [UInt8] {
        let header = HL7Header(
            sendingApplication: Self.system, sendingFacility: institution.code,
            receivingApplication: system.application, receivingFacility: system.facility, at: HL7Time(now),
            type: "MDM", event: "T02", structure: "MDM_T02", controlID: message.controlID)
        let content = DocumentContent(
            kind: kind, name: Self.name(message.subject, message.part), caseNumber: caseNumber,
            issuedAt: HL7Time(issuedAt), author: author,
            addsTo: message.part == 0 ? nil : Self.name(message.subject, 0), lines: lines, pdf: pdf)
        return HL7Writer.write(content.message(header, about: person))
    }

    private static func name(_ subject: String?, _ part: Int) -> String {
        (subject ?? "") + (part == 0 ? "" : "-A\(part)")
    }

    /// As an object of the archive: in the study that was read, else in one of its own.
    func object(_ message: ExchangeMessage) -> (file: [UInt8], study: String) {
        func identifier(_ what: String) -> String {
            let name = "\(what)/\(message.subject ?? "")/\(message.part)"
            return DICOMIdentifier.from(Self.bytes(of: Digest(of: name)))
        }
        let study = study ?? identifier("study")
        let object = EncapsulatedPDF(
            studyUID: study, seriesUID: identifier("series"), instanceUID: identifier("instance"),
            patientID: recordNumber ?? patient?.identity.value.number ?? "",
            patientName: patient?.name.value ?? "",
            patientSex: patient?.sex.map { $0 == .male ? "M" : "F" } ?? "",
            birthDate: patient?.birthDate.value.map { $0.description.filter { $0 != "-" } } ?? "",
            accessionNumber: "", title: title, institution: institution.name, at: HL7Time(issuedAt), pdf: pdf)
        return (object.file, study)
    }

    private static func bytes(of digest: Digest) -> [UInt8] {
        let digits = Array(digest.hexadecimal)
        return stride(from: 0, to: 32, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    }
}

extension ReadTransaction {
    /// What a message is to bring; nil when there is no such document.
    func exchangeDocument(_ message: ExchangeMessage) throws -> ExchangeDocument? {
        guard let subject = message.subject, let institution = try institution(message.institution) else {
            return nil
        }
        switch message.topic {
        case .report: return try reportDocument(ConsultationID(subject), message.part, institution)
        case .diagnosisReport:
            return try diagnosisDocument(DiagnosisOrderID(subject), message.part, institution)
        case .visitRecord: return try visitDocument(subject, institution)
        case .registration, .order, .fee, .result: return nil
        }
    }

    /// The hospital's own number of a patient, if its system has told it.
    func recordNumber(of patient: Patient?) throws -> String? {
        guard let patient else { return nil }
        return try scope(patient.institution).exchangePatient(identity: patient.identity.value)?
            .recordNumber.value
    }

    private func signers(_ ids: [PractitionerID]) throws -> String {
        try ids.compactMap { id in
            try practitioner(id).map { "\($0.name)（\($0.titleDisplay)）" }
        }.joined(separator: "、")
    }

    /// The name on a document: that of its day, else what the register says now.
    private func printed(_ id: InstitutionID, among entities: [LegalEntity]?) throws -> String {
        try entities?.first { $0.institution == id }?.printed ?? institution(id)?.name ?? ""
    }

    private func reportDocument(
        _ id: ConsultationID, _ part: Int, _ institution: Institution
    ) throws -> ExchangeDocument? {
        guard let consultation = try system.consultation(id), let report = consultation.report,
            let issued = report.issuedAt
        else { return nil }
        let patient = try system.patient(consultation.patient)
        func printed(_ id: InstitutionID) throws -> String {
            try self.printed(id, among: report.entities)
        }
        let invited = try consultation.invitedInstitutions.map(printed)
        var lines = [
            "会诊编号：\(consultation.number)　邀请机构：\(try printed(consultation.inviting))",
            "受邀机构：" + invited.joined(separator: "、"),
        ]
        var author = try signers(report.signatures.map(\.practitioner))
        var at = issued
        if part == 0 {
            if let summary = report.summary { lines += ["会诊综合意见：", summary.value] }
            for section in report.sections {
                lines += [section.question.value + "：", section.answer.value]
            }
        } else {
            guard part <= report.addenda.count else { return nil }
            let addendum = report.addenda[part - 1]
            lines += ["补充意见：", addendum.text.value]
            author = try signers([addendum.practitioner])
            at = addendum.signedAt
        }
        lines.append("签名：\(author)　时间：\(HL7Time(at).readable)")
        return ExchangeDocument(
            kind: CodedValue(code: "HZYJ", name: "诊疗意见报告", system: ExchangeDocument.system),
            title: part == 0 ? "诊疗意见报告" : "诊疗意见报告补充意见", caseNumber: consultation.number.text,
            issuedAt: at, author: author, lines: lines, patient: patient,
            recordNumber: try recordNumber(of: patient), institution: institution, study: nil)
    }

    private func diagnosisDocument(
        _ id: DiagnosisOrderID, _ part: Int, _ institution: Institution
    ) throws -> ExchangeDocument? {
        guard let order = try system.record(DiagnosisOrder.self, id.text), let report = order.report else {
            return nil
        }
        let patient = try system.patient(order.patient)
        func printed(_ id: InstitutionID) throws -> String {
            try self.printed(id, among: report.entities)
        }
        var lines = [
            "申请编号：\(order.number)　申请机构：\(try printed(order.inviting))",
            "诊断机构：" + (try order.invited.map(printed) ?? ""),
            "检查项目：", order.request.examination.value,
        ]
        var author = try signers([report.practitioner])
        var at = report.signedAt
        if part == 0 {
            lines += ["所见：", report.findings.value, "诊断意见：", report.conclusion.value]
        } else {
            guard part <= report.addenda.count else { return nil }
            let addendum = report.addenda[part - 1]
            lines += ["补充意见：", addendum.text.value]
            author = try signers([addendum.practitioner])
            at = addendum.signedAt
        }
        lines.append("签名：\(author)　时间：\(HL7Time(at).readable)")
        return ExchangeDocument(
            kind: CodedValue(code: "ZDBG", name: "远程诊断报告", system: ExchangeDocument.system),
            title: part == 0 ? "远程诊断报告" : "远程诊断报告补充意见", caseNumber: order.number.text,
            issuedAt: at, author: author, lines: lines, patient: patient,
            recordNumber: try recordNumber(of: patient), institution: institution,
            study: order.items.compactMap(\.facts?.studyUID).first)
    }

    private func visitDocument(_ id: String, _ institution: Institution) throws -> ExchangeDocument? {
        guard let visit = try system.record(InternetVisit.self, id), let diagnosis = visit.diagnosis else {
            return nil
        }
        let patient = try system.patient(visit.patient)
        let author = try signers([visit.physician])
        var lines = [
            "互联网复诊　医疗机构：\(visit.entity?.printed ?? institution.name)",
            "诊断：\(diagnosis.code) \(diagnosis.name.value)", "交流记录：",
        ]
        lines += visit.exchanges.map { "\(HL7Time($0.at).readable)　\($0.text.value)" }
        for prescription in visit.prescriptions where prescription.signer != nil {
            lines.append("处方：")
            lines += prescription.lines.map { "\($0.drug)　\($0.quantity)　\($0.usage)" }
        }
        if let entity = visit.entity { lines.append("法律责任主体：\(entity.name)") }
        lines.append("医师：\(author)　时间：\(HL7Time(diagnosis.at).readable)")
        return ExchangeDocument(
            kind: CodedValue(code: "FZJL", name: "互联网复诊记录", system: ExchangeDocument.system),
            title: "互联网复诊记录", caseNumber: "", issuedAt: diagnosis.at, author: author, lines: lines,
            patient: patient, recordNumber: try recordNumber(of: patient), institution: institution,
            study: nil)
    }
}

extension HL7Time {
    /// As people read it in Chinese documents.
    var readable: String {
        let digits = Array(text)
        guard digits.count >= 12 else { return text }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8)) \(part(8..<10)):\(part(10..<12))"
    }
}
