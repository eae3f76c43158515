import ConsultationCore
import Orchestration

/// A consultation's view as its JSON payload.
struct ConsultationPresenter {
    let view: ConsultationView
    let now: WallTime
    let trace: String

    private var consultation: Consultation { view.consultation }
    /// The invited side reads clinical content only under a signed consent (JL-20), and everybody by role and purpose.
    var mayRead: Bool { view.mayRead }

    var payload: ConsultationPayload {
        ConsultationPayload(
            id: consultation.id.text, version: consultation.version, number: consultation.number.text,
            state: consultation.state.rawValue, stateDisplay: DisplayNames.state(consultation.state),
            side: view.side.rawValue, priority: consultation.priority.rawValue,
            legalPathway: consultation.legalPathway.rawValue, mode: consultation.mode.rawValue,
            serviceKind: consultation.serviceKind.rawValue,
            invitingInstitution: reference(view.invitingInstitution),
            invitedInstitution: view.invitedInstitution.map(reference),
            patient: patient, invitation: invitation,
            questions: mayRead ? (consultation.request.questions ?? []).map(\.value) : [],
            attachments: mayRead ? consultation.attachments.map(attachment) : [],
            consent: mayRead ? consent : nil, assigned: consultation.assigned.map(person),
            slot: consultation.slot.map(SlotPayload.init), session: session,
            note: mayRead ? consultation.note?.text.value : nil, report: mayRead ? report : nil,
            decision: mayRead ? decision : nil, cancellation: cancellation, charge: charge,
            uploadDuties: uploadDuties, limits: limits, actions: view.actions.map(\.rawValue),
            blockers: blockers,
            recording: consultation.recording.map {
                .init(recordingId: $0.id.text, segments: $0.segments.count)
            },
            holds: holds, policyVersionId: view.policy.id.text,
            approvalReference: consultation.approvalReference, team: team, opinions: opinions,
            summary: summary, patientAttendance: patientAttendance,
            hiddenFromPatient: view.side == .inviting && consultation.isHiddenFromPatient ? true : nil,
            accessPurposes: view.access.choices.isEmpty
                ? nil
                : view.access.choices.map {
                    .init(value: $0.rawValue, display: DisplayNames.purpose($0))
                })
    }

    private var holds: [ConsultationPayload.HoldPayload]? {
        let open = consultation.openHolds
        guard !open.isEmpty else { return nil }
        return open.map { hold in
            let isInviting = hold.institution == consultation.inviting
            return .init(
                side: (isInviting ? PartySide.inviting : .invited).rawValue,
                institution: isInviting
                    ? view.invitingInstitution.name : view.invitedInstitution?.name ?? "",
                cause: hold.cause.rawValue, causeDisplay: DisplayNames.suspension(hold.cause),
                since: Instant(hold.since), closesAt: hold.closesAt.map(Instant.init))
        }
    }

    /// Both sides read why the inviting hospital cancelled; what a patient said on withdrawing stays with its side.
    private var cancellation: CancellationPayload? {
        consultation.cancellation.map {
            CancellationPayload(
                cause: $0.cause.rawValue,
                reason: view.side == .inviting || $0.cause == .byInvitingInstitution ? $0.reason.value : nil,
                at: Instant($0.at))
        }
    }

    private func reference(_ institution: Institution) -> InstitutionReference {
        InstitutionReference(id: institution.id.text, name: institution.name)
    }

    private var patient: ConsultationPayload.PatientView {
        guard let patient = view.patient else {
            return .init(
                id: consultation.patient.text, nameMasked: "*", name: nil, sex: nil, age: nil,
                identityMasked: nil)
        }
        let today = CivilDate(now)
        return .init(
            id: patient.id.text, nameMasked: Masking.name(patient.name.value), name: patient.name.value,
            sex: patient.sex?.rawValue, age: patient.birthDate.value?.completedYears(on: today),
            identityMasked: Masking.identity(patient.identity.value.number))
    }

    private var uploadDuties: [UploadDutyPayload] {
        // The duty binds the inviting side; its clock is not the invited side's business.
        guard view.side == .inviting else { return [] }
        return view.uploadDuties.map { UploadDutyPayload($0, patient: view.patient, now: now) }
    }

    private var blockers: [ConsultationPayload.Blocker] {
        view.blockers.map {
            .init(action: $0.action.rawValue, problem: Problem($0.refusal).body(trace: trace))
        }
    }

    private var charge: ChargePayload? {
        consultation.charge.map {
            ChargePayload(
                state: $0.state.rawValue, feeFen: $0.fee.fen, invitingShareFen: $0.split?.inviting.fen,
                invitedShareFen: $0.split?.invited.fen)
        }
    }
}
