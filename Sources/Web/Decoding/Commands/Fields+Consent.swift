import ConsultationCore

extension Fields {
    func consentPresentation() -> ConsentPresentation {
        let description = text("serviceDescription", limit: Limits.serviceDescription)
        // A missing fee goes through: the refusal that follows names the article (NHC-TM 三(二)).
        let fee = has("feeFen") ? Money(fen: integer("feeFen", in: 0...100_000_000)) : nil
        let payer = choice("payer", otherwise: InformedConsent.Payer.patient)
        return ConsentPresentation(
            serviceDescription: Redacted(description), fee: fee, payer: payer,
            recordingStated: flag("recordingStatement"),
            truthfulnessStated: optionalFlag("truthfulnessStatement") ?? false)
    }

    /// The signer, with the bytes of the drawn signature; the caller stores them under their digest.
    func consentSigner() -> (signer: ConsentSigner, signature: [UInt8]) {
        let image = signatureImage()
        let signer = ConsentSigner(
            kind: choice("signerKind", otherwise: .patient),
            name: Redacted(text("signerName", limit: Limits.name)),
            reasonNotPatient: optionalChoice("reasonNotPatient", of: ConsentSigner.ReasonNotPatient.self),
            relationship: optionalChoice("relationship", of: ConsentSigner.Relationship.self),
            identityNumber: redacted("identityNumber", limit: Limits.identityNumber),
            contact: redacted("contact", limit: Limits.contact),
            signature: Digests.digest(of: image))
        return (signer, image)
    }

    /// `data:image/png;base64,…` of a real PNG (its eight-byte signature, PNG §5.2).
    private func signatureImage() -> [UInt8] {
        let url = text("signatureImage", limit: Limits.signatureImage)
        guard !url.isEmpty else { return [] }
        let prefix = "data:image/png;base64,"
        guard url.hasPrefix(prefix), let bytes = Digests.decodeBase64(String(url.dropFirst(prefix.count))),
            bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        else {
            note("signatureImage", .invalid(ofKind: "data:image/png;base64"))
            return []
        }
        return bytes
    }
}
