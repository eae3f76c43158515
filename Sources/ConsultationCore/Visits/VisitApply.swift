extension InternetVisit {
    package static var stream: String { "visit" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] {
        var all = [institution]
        for other in [reception?.institution].compactMap(\.self) + (reviewingInstitutions ?? [])
        where !all.contains(other) {
            all.append(other)
        }
        return all
    }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<VisitChange>) {
        guard
            case .opened(let opening, let institution, let physician, let birthDate, let entity) =
                event.change
        else { return nil }
        self.init(
            id: opening.id, pathway: opening.pathway, reception: opening.reception, institution: institution,
            physician: physician, department: opening.department,
            patient: opening.patient, birthDate: birthDate, createdAt: event.at, version: 1, state: .draft,
            evidence: [], excluded: [], exchanges: [], prescriptions: [], warnings: [], entity: entity)
        (serviceKind, contract) = (opening.serviceKind, opening.contract)
    }

    package mutating func apply(_ event: RecordEvent<VisitChange>) {
        version += 1
        switch event.change {
        case .opened: break
        case .evidenceAdded(let found): evidence.append(found)
        case .riskNoticeRead(let reading): riskNotice = reading
        case .conditionsExcluded(let conditions): excluded = conditions
        case .followUpConfirmed: followUpConfirmedAt = event.at
        case .started(let warnings): (state, startedAt, self.warnings) = (.open, event.at, warnings)
        case .exchanged(let exchange): exchanges.append(exchange)
        case .recordReviewed: recordReviewedAt = event.at
        case .companionsNoted(let found): companions = found
        case .diagnosed(let found): diagnosis = found
        case .consentGiven(let given): consent = given
        case .openedToPatient: openedToPatientAt = event.at
        case .recordWritten(let written):
            record = written
            record?.at = event.at
        case .recordSigned(let signature): recordSigned = signature
        case .opinionSigned(let found): opinion = found
        case .completed: state = .completed
        case .terminated(let ending): (state, self.ending) = (.terminated, ending)
        case .violationRaised(let violation): violations = (violations ?? []) + [violation]
        case .reviewersNamed(let institutions): reviewingInstitutions = institutions
        case .assistanceConfirmed(let part): confirm(part, at: event.at)
        case .joined, .left, .recordingOpened, .recordingSealed: applyToRoom(event)
        default: applyToPrescription(event)
        }
    }

    private mutating func applyToPrescription(_ event: RecordEvent<VisitChange>) {
        switch event.change {
        case .prescriptionDrafted(let number, let lines, let assistance):
            prescriptions.append(
                Prescription(
                    number: number, lines: lines, state: .drafted, draftedAt: event.at, reviews: [],
                    assistance: assistance))
        case .prescriptionQueued(let number): change(number) { $0.queuedAt = event.at }
        case .prescriptionEvaluated(let number, let evaluation):
            change(number) { $0.evaluations = ($0.evaluations ?? []) + [evaluation] }
        case .prescriptionSigned(let number, let signer):
            change(number) { ($0.state, $0.signer, $0.signedAt) = (.underReview, signer, event.at) }
        case .prescriptionReviewed(let number, let review):
            change(number) {
                $0.reviews.append(review)
                $0.state = review.isApproval ? .effective : .drafted
                $0.queuedAt = nil
            }
        case .prescriptionRouted(let number, let route):
            change(number) { ($0.state, $0.route) = (.routed, route) }
        case .prescriptionDelivered(let number):
            change(number) { ($0.state, $0.deliveredAt) = (.delivered, event.at) }
        case .prescriptionVoided(let number, let reason):
            change(number) { ($0.state, $0.voidReason) = (.voided, reason) }
        default: break
        }
    }

    private mutating func confirm(_ part: AssistedPart, at instant: WallTime) {
        switch part {
        case .diagnosis: diagnosis?.assistance?.confirmedAt = instant
        case .record: record?.assistance?.confirmedAt = instant
        case .prescription(let number): change(number) { $0.assistance?.confirmedAt = instant }
        }
    }

    private mutating func applyToRoom(_ event: RecordEvent<VisitChange>) {
        switch event.change {
        case .recordingOpened(let recording, let segment):
            var next = room ?? VisitRoomState(recording: recording, segments: [], present: [])
            next.segments.append(.init(index: segment, openedAt: event.at))
            room = next
        case .recordingSealed(let segment, let root):
            guard let index = room?.segments.firstIndex(where: { $0.index == segment }) else { return }
            room?.segments[index].sealedAt = event.at
            room?.segments[index].root = root
        case .joined(let side): if room?.present.contains(side) == false { room?.present.append(side) }
        case .left(let side): room?.present.removeAll { $0 == side }
        default: break
        }
    }

    private mutating func change(_ number: Int, _ body: (inout Prescription) -> Void) {
        guard let index = prescriptions.firstIndex(where: { $0.number == number }) else { return }
        body(&prescriptions[index])
    }

    package func prescription(_ number: Int) -> Prescription? {
        prescriptions.first { $0.number == number }
    }
}
