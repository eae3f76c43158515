import ConsultationCore
import Orchestration

extension AccountPayload {
    init(_ signedIn: SignedIn, equipment: Bool) {
        self.init(
            id: signedIn.account.text, username: signedIn.username, displayName: signedIn.displayName,
            institution: .init(
                id: signedIn.institution.id.text, name: signedIn.institution.name,
                shortName: signedIn.institution.shortName),
            practitionerId: signedIn.practitioner?.id.text, title: signedIn.practitioner?.titleDisplay,
            roles: signedIn.member.roles.map(\.rawValue),
            // A pharmacist may review for another institution, by agreement; its administrators arrange the visits.
            onlineVisits: signedIn.practitioner?.kind == .reviewingPharmacist
                || signedIn.institution.offersOnlineVisits
                    && (signedIn.practitioner != nil
                        || OnlineClinicCommand.roles.contains(where: signedIn.caller.has)
                        || signedIn.caller.has(.qualityController)),
            equipment: equipment)
    }
}

extension InstitutionPayload {
    init(_ partner: PartnerInstitution) {
        let institution = partner.institution
        self.init(
            id: institution.id.text, name: institution.name, shortName: institution.shortName,
            level: institution.level.rawValue, jurisdiction: institution.jurisdiction.text,
            departments: institution.departments.filter(\.isApproved).map {
                .init(code: $0.code.text, name: $0.name)
            },
            agreement: partner.agreement.map { .init(id: $0.id.text, validTo: $0.validTo.description) })
    }
}

extension PractitionerPayload {
    init(_ member: StaffMember) {
        let practitioner = member.practitioner
        self.init(
            id: practitioner.id.text, name: practitioner.name, title: practitioner.title.rawValue,
            titleDisplay: practitioner.titleDisplay, specialties: practitioner.specialties.map(\.text),
            kind: practitioner.kind.rawValue, qualified: member.isQualified,
            unqualifiedReasons: member.unqualified.map(\.code.rawValue),
            missingTraining: member.missingTraining.isEmpty
                ? nil : member.missingTraining.map(\.rawValue))
    }
}

extension PatientPayload {
    init(_ patient: Patient) {
        self.init(
            id: patient.id.text, name: patient.name.value, nameMasked: Masking.name(patient.name.value),
            identityMasked: Masking.identity(patient.identity.value.number), sex: patient.sex?.rawValue,
            birthDate: patient.birthDate.value?.description,
            verifiedAt: patient.isIdentityVerified ? patient.verification.map { Instant($0.at) } : nil)
    }
}

extension PatientRecordPayload {
    init(_ patient: Patient) {
        self.init(
            id: patient.id.text, name: patient.name.value,
            identityDocument: .init(type: patient.identity.value.kind, number: patient.identity.value.number),
            sex: patient.sex?.rawValue, birthDate: patient.birthDate.value?.description,
            phone: patient.phone.value, verifiedAt: patient.verification.map { Instant($0.at) })
    }
}

extension PricePayload {
    init(_ price: PriceEntry) {
        self.init(
            id: price.id.text, institutionId: price.institution.text, serviceKind: price.serviceKind.rawValue,
            level: price.level.rawValue, amountFen: price.amount.fen, validFrom: price.validFrom.description,
            validTo: price.validTo?.description, authorityDocument: price.authorityDocument,
            code: price.item?.code, name: price.item?.name, unit: price.item?.unit)
    }
}

extension PublicPricePayload {
    init(_ published: PublishedPrice, on today: CivilDate) {
        let price = published.price
        self.init(
            institution: published.institutionName, serviceKind: price.serviceKind.rawValue,
            serviceKindDisplay: DisplayNames.service(price.serviceKind), level: price.level.rawValue,
            amountFen: price.amount.fen, validFrom: price.validFrom.description,
            validTo: price.validTo?.description, authorityDocument: price.authorityDocument,
            authorityDate: price.authorityDate?.description, code: price.item?.code, name: price.item?.name,
            unit: price.item?.unit, validNow: price.isValid(on: today))
    }
}
