import ConsultationCore
import Storage

/// Which things of a province's lists an act of the journal changes. Acts that change none give none.
struct FeedMarks {
    let reading: ReadTransaction

    func marks(of entry: JournalEntry) throws -> [FeedMark] {
        if let key = JournalStream.key(of: InternetVisit.self, in: entry.stream) {
            return try visit(key, entry)
        }
        if let id = JournalStream.consultationID(in: entry.stream) { return try consultation(id, entry) }
        if let key = JournalStream.key(of: PractitionerFile.self, in: entry.stream),
            let file = try reading.system.record(PractitionerFile.self, key)
        {
            return [FeedMark(.practitioners, key, of: file.institution)]
        }
        if let key = JournalStream.key(of: StaffAdmission.self, in: entry.stream),
            let staff = try reading.system.record(StaffAdmission.self, key)
        {
            return [FeedMark(.practitioners, key, of: staff.institution)]
        }
        for stream in [InstitutionStanding.stream, InstitutionProfile.stream, InternetHospital.stream]
        where entry.stream.hasPrefix(stream + "/") {
            let institution = InstitutionID(String(entry.stream.dropFirst(stream.count + 1)))
            return [
                FeedMark(.institutions, institution.text, of: institution),
                FeedMark(.departments, institution.text, of: institution),
            ]
        }
        return try quality(entry)
    }

    private func quality(_ entry: JournalEntry) throws -> [FeedMark] {
        if let key = JournalStream.key(of: Complaint.self, in: entry.stream),
            let complaint = try reading.system.record(Complaint.self, key)
        {
            return [FeedMark(.complaints, key, of: complaint.institution)]
        }
        if let key = JournalStream.key(of: AdverseEvent.self, in: entry.stream),
            let event = try reading.system.record(AdverseEvent.self, key)
        {
            return [FeedMark(.adverseEvents, key, of: event.institution)]
        }
        if let key = JournalStream.key(of: CaseRating.self, in: entry.stream), entry.kind == "ratingGiven",
            let rating = try reading.system.record(CaseRating.self, key)
        {
            // By month: a single rating is told to nobody.
            let month = SettlementPeriod(containing: WallTime(milliseconds: entry.at)).text
            return [rating.institution, rating.invited].map { FeedMark(.satisfaction, month, of: $0) }
        }
        return []
    }

    private func visit(_ key: String, _ entry: JournalEntry) throws -> [FeedMark] {
        guard let visit = try reading.system.record(InternetVisit.self, key) else { return [] }
        let event = try StoredJSON.decode(RecordEvent<VisitChange>.self, from: entry.payload)
        func mark(_ feedClass: FeedClass, _ key: String) -> FeedMark {
            FeedMark(feedClass, key, of: visit.institution)
        }
        // An act is named by its place in the journal, and never changes.
        let act = "\(entry.stream)#\(entry.version)"
        var marks = [mark(.encounters, entry.stream)]
        func prescription(_ number: Int) -> FeedMark { mark(.prescriptions, "\(entry.stream)/\(number)") }
        switch event.change {
        case .diagnosed: marks += [mark(.diseases, act), mark(.records, entry.stream)]
        case .completed, .terminated: marks.append(mark(.records, entry.stream))
        case .exchanged: marks.append(mark(.dialogues, act))
        case .prescriptionDrafted(let number, _, _), .prescriptionSigned(let number, _),
            .prescriptionVoided(let number, _):
            marks.append(prescription(number))
        case .prescriptionEvaluated(let number, _): marks += [prescription(number), mark(.evaluations, act)]
        case .recordSigned: marks.append(mark(.records, entry.stream))
        case .recordingOpened, .recordingSealed: marks.append(mark(.recordings, entry.stream))
        case .prescriptionReviewed(let number, let review):
            marks += [prescription(number), mark(.reviews, act)]
            if review.isApproval { marks.append(mark(.drugUse, "\(entry.stream)/\(number)")) }
        case .prescriptionRouted(let number, _), .prescriptionDelivered(let number):
            marks += [prescription(number), mark(.routings, act)]
        default: break
        }
        return marks
    }

    private func consultation(_ id: ConsultationID, _ entry: JournalEntry) throws -> [FeedMark] {
        guard let found = try reading.system.consultation(id), found.state != .draft else { return [] }
        let parties = Set([found.inviting] + found.invitedInstitutions).sorted()
        return parties.flatMap { party in
            var marks = [FeedMark(.encounters, entry.stream, of: party)]
            if found.recording != nil { marks.append(FeedMark(.recordings, entry.stream, of: party)) }
            if found.report?.issuedAt != nil { marks.append(FeedMark(.records, entry.stream, of: party)) }
            return marks
        }
    }
}
