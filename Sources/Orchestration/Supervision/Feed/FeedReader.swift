import ConsultationCore
import Storage

/// Makes what a province reads out of what stands in the store now.
struct FeedReader {
    let reading: ReadTransaction
    let today: CivilDate
    /// Means of fewer ratings are not told.
    let ratingsShownFrom: Int

    /// Nil where the institution is unknown.
    func document(_ item: StoredFeedItem) throws -> FeedDocument? {
        guard let institution = try reading.institution(item.mark.institution) else { return nil }
        return FeedDocument(
            class: item.mark.feedClass.rawValue, key: item.mark.key, seq: item.seq,
            day: item.day.description, at: item.at.milliseconds,
            institution: .init(code: institution.code, name: institution.name),
            content: try content(item.mark, institution) ?? .gone)
    }

    private func content(
        _ mark: FeedMark, _ institution: Institution
    ) throws -> FeedDocument.Content? {
        switch mark.feedClass {
        case .institutions: .institution(try self.institution(institution))
        case .departments:
            .departments(
                institution.departments.map {
                    DepartmentContent(code: $0.code.text, name: $0.name, approved: $0.isApproved)
                })
        case .practitioners: try practitioner(PractitionerID(mark.key)).map { .practitioner($0) }
        case .encounters: try encounter(mark).map { .encounter($0) }
        case .records: try record(mark).map { .record($0) }
        case .recordings: try recording(mark).map { .recording($0) }
        case .prescriptions: try prescription(mark).map { .prescription($0) }
        case .drugUse: try drugUse(mark).map { .drugUse($0) }
        case .diseases, .dialogues, .reviews, .routings, .evaluations: try act(mark)
        case .satisfaction: try satisfaction(mark).map { .satisfaction($0) }
        case .complaints:
            try reading.system.record(Complaint.self, mark.key).map { .complaint(ComplaintContent($0)) }
        case .adverseEvents:
            try reading.system.record(AdverseEvent.self, mark.key).map {
                .adverseEvent(AdverseEventContent($0))
            }
        }
    }

    private func institution(_ institution: Institution) throws -> InstitutionContent {
        let standing = try reading.system.record(InstitutionStanding.self, institution.id.text)
        let hospital = try reading.system.record(InternetHospital.self, institution.id.text)
        return InstitutionContent(
            code: institution.code, level: institution.level.rawValue, grade: institution.grade.rawValue,
            licenceNumber: institution.licence?.number, licenceAuthority: institution.licence?.authority,
            licenceValidTo: institution.licence?.validTo?.description, scope: institution.licence?.scope,
            standing: (standing?.state ?? .active).rawValue,
            onlineHospital: hospital.map {
                InstitutionContent.OnlineHospital(
                    state: $0.stateName, kind: $0.details.kind.rawValue, name: $0.details.name,
                    licenceNumber: $0.details.licenceNumber,
                    verificationDue: $0.verificationDue?.description, departments: $0.departments.map(\.text))
            })
    }

    private func practitioner(_ id: PractitionerID) throws -> PractitionerContent? {
        guard let person = try reading.practitioner(id) else { return nil }
        let staff = try reading.system.record(StaffAdmission.self, id.text)
        let since = staff?.data.clinicalSince ?? person.independentClinicalStart
        return PractitionerContent(
            name: person.name, state: (staff?.state ?? .admitted).rawValue,
            identityNumber: staff?.data.identityNumber.value, photo: staff?.data.photo?.hexadecimal,
            title: person.title.rawValue, licenceNumber: person.licence?.number,
            licenceValidTo: person.licence?.validTo?.description,
            registryConfirmedOn: person.registryConfirmedOn?.description,
            practicePlaces: staff?.data.practicePlaces ?? [],
            clinicalYears: since.map { $0.completedYears(on: today) },
            multiSite: (staff?.multiSite ?? []).map {
                PractitionerContent.MultiSite(
                    institution: $0.institution.text, authority: $0.authority, number: $0.number,
                    kind: $0.kind.rawValue, validTo: $0.validTo?.description)
            })
    }

    private func satisfaction(_ mark: FeedMark) throws -> SatisfactionContent? {
        guard let month = SettlementPeriod(mark.key) else { return nil }
        let cells = try reading.serviceCounters(
            of: mark.institution, from: CivilDate(month.start),
            to: CivilDate(month.end - TimeSpan(milliseconds: 1)))
        func sum(_ counter: ServiceCounter) -> Int {
            cells.reduce(0) { $1.key.counter == counter ? $0 + $1.value : $0 }
        }
        let (ratings, points) = (sum(.ratings), sum(.ratingPoints))
        return SatisfactionContent(
            month: month.text, ratings: ratings,
            meanHundredths: ratings >= max(1, ratingsShownFrom) ? points * 100 / ratings : nil)
    }
}

extension ComplaintContent {
    init(_ complaint: Complaint) {
        self.init(
            subject: complaint.told.subject.rawValue, state: complaint.stateName,
            receivedAt: complaint.openedAt.milliseconds, dueAt: complaint.dueAt.milliseconds,
            overdue: complaint.isOverdue)
    }
}

extension AdverseEventContent {
    init(_ event: AdverseEvent) {
        self.init(
            category: event.told.category.rawValue, grade: event.grade.rawValue, state: event.stateName,
            occurredAt: event.told.occurredAt.milliseconds, reportedTo: event.target?.rawValue,
            reportedOn: event.report?.filedOn.description)
    }
}
