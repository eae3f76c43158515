import ConsultationCore

extension Fields {
    func hospitalDetails() -> InternetHospitalDetails {
        InternetHospitalDetails(
            kind: choice("kind", otherwise: .secondName), name: text("name", limit: Limits.name),
            licenceNumber: text("licenceNumber", limit: Limits.name),
            authority: text("authority", limit: Limits.name), issuedOn: requiredDate("issuedOn"),
            partner: child("partner").map {
                InternetHospitalDetails.Partner(
                    name: $0.text("name", limit: Limits.name),
                    agreementEndsOn: $0.requiredDate("agreementEndsOn"))
            })
    }

    /// The data, and the picture where one is sent: `data:image/png;base64,…` or JPEG. Without one the picture that is
    /// there stays, named by its digest.
    func staffData() -> (StaffData, photo: [UInt8]?) {
        var photo: [UInt8]?
        if let url = optionalText("photo", limit: Limits.signatureImage) {
            photo = picture(url)
            if photo == nil {
                note("photo", .invalid(ofKind: "data:image/png;base64 or data:image/jpeg;base64"))
            }
        }
        let known = optionalText("photoSha256", limit: 64).flatMap { Digest(hexadecimal: $0) }
        let data = StaffData(
            identityNumber: Redacted(text("identityNumber", limit: Limits.identityNumber)), photo: known,
            practicePlaces: texts("practicePlaces", itemLimit: Limits.name, limit: 10) ?? [],
            clinicalSince: optionalDate("clinicalSince"))
        return (data, photo)
    }

    /// PNG §5.2; JPEG begins with SOI and a marker (ITU T.81 B.1.1).
    private func picture(_ url: String) -> [UInt8]? {
        for (prefix, magic) in [
            ("data:image/png;base64,", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] as [UInt8]),
            ("data:image/jpeg;base64,", [0xFF, 0xD8, 0xFF]),
        ] where url.hasPrefix(prefix) {
            guard let bytes = Digests.decodeBase64(String(url.dropFirst(prefix.count))),
                bytes.starts(with: magic)
            else { return nil }
            return bytes
        }
        return nil
    }

    func multiSite() -> [MultiSiteRegistration] {
        let places = children("places", limit: StaffAdmission.multiSiteLimit)
        if places == nil, !has("places") { note("places", .required) }
        return (places ?? []).map {
            MultiSiteRegistration(
                institution: InstitutionID($0.text("institutionId", limit: Limits.id)),
                authority: $0.text("authority", limit: Limits.name),
                number: $0.text("number", limit: Limits.name),
                kind: $0.choice("kind", otherwise: .registration), validTo: $0.optionalDate("validTo"))
        }
    }

    func supportTerms() -> SupportTerms {
        let texts = child("clauses")
        let clauses = AgreementClause.allCases.compactMap { clause in
            texts?.optionalText(clause.rawValue, limit: Limits.text)
                .map { AgreementClauseText(clause, $0) }
        }
        return SupportTerms(
            partner: text("partner", limit: Limits.name), creditCode: coded("creditCode", in: .creditCode),
            service: text("service", limit: Limits.reason), validFrom: requiredDate("validFrom"),
            validTo: requiredDate("validTo"), clauses: clauses)
    }

    func publicText() -> PublicText {
        PublicText(
            topic: choice("topic", otherwise: .announcement), title: text("title", limit: Limits.name),
            body: text("body", limit: Limits.text))
    }

    func studioProfile() -> StudioProfile {
        let members = texts("memberIds", itemLimit: Limits.id, limit: ExpertStudio.memberLimit)
        if members == nil, !has("memberIds") { note("memberIds", .required) }
        return StudioProfile(
            name: text("name", limit: Limits.name),
            introduction: optionalText("introduction", limit: Limits.reason) ?? "",
            head: PractitionerID(text("headId", limit: Limits.id)),
            members: (members ?? []).map { PractitionerID($0) })
    }

    func digest(_ name: String) -> Digest {
        let digest = Digest(hexadecimal: text(name, limit: 64))
        if digest == nil, has(name) { note(name, .invalid(ofKind: "SHA-256")) }
        return digest ?? Digest(of: "")
    }
}
