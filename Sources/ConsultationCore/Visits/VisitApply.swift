extension InternetVisit {
    package static var stream: String { "visit" }
    package var key: String { id.text }
    package var stateName: String { state.rawValue }
    package var parties: [InstitutionID] { [institution] }
    package var openDeadlines: [Deadline] { [] }

    package init?(first event: RecordEvent<VisitChange>) {
        guard case .opened(let opening, let institution, let physician, let birthDate) = event.change else {
            return nil
        }
        self.init(
            id: opening.id, institution: institution, physician: physician, department: opening.department,
            patient: opening.patient, birthDate: birthDate, createdAt: event.at, version: 1, state: .draft,
            evidence: [], excluded: [], exchanges: [], prescriptions: [], warnings: [])
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
        case .completed: state = .completed
        case .terminated(let ending): (state, self.ending) = (.terminated, ending)
        default: applyToPrescription(event)
        }
    }

    private mutating func applyToPrescription(_ event: RecordEvent<VisitChange>) {
        switch event.change {
        case .prescriptionDrafted(let number, let lines):
            prescriptions.append(
                Prescription(
                    number: number, lines: lines, state: .drafted, draftedAt: event.at, reviews: []))
        case .prescriptionSigned(let number, let signer):
            change(number) { ($0.state, $0.signer, $0.signedAt) = (.underReview, signer, event.at) }
        case .prescriptionReviewed(let number, let review):
            change(number) {
                $0.reviews.append(review)
                $0.state = review.isApproval ? .effective : .drafted
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

    private mutating func change(_ number: Int, _ body: (inout Prescription) -> Void) {
        guard let index = prescriptions.firstIndex(where: { $0.number == number }) else { return }
        body(&prescriptions[index])
    }

    package func prescription(_ number: Int) -> Prescription? {
        prescriptions.first { $0.number == number }
    }
}
