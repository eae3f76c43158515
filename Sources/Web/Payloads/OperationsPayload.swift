import ConsultationCore
import Orchestration

/// Plans, incidents, backups and drills.
struct OperationsPayload: Encodable {
    struct Plan: Encodable {
        let kind: String
        let kindDisplay: String
        let title: String?
        let steps: [String]
        let document: String?
    }

    struct Step: Encodable {
        let text: String
        let doneAt: Instant?
    }

    struct Entry: Encodable {
        let at: Instant
        let text: String
        let automatic: Bool
    }

    struct OneIncident: Encodable {
        let id: String
        let kind: String
        let kindDisplay: String
        let state: String
        let automatic: Bool
        let openedAt: Instant
        let closedAt: Instant?
        let summary: String
        let steps: [Step]
        let timeline: [Entry]
    }

    struct Drill: Encodable {
        let doneAt: Instant
        let rpoSeconds: Int64
        let rtoSeconds: Int64
        let passed: Bool
        let note: String
    }

    struct Backup: Encodable {
        let name: String
        let at: Instant
        let bytes: Int64
        let files: Int
        let region: String?
        let secondRegion: String?
    }

    struct Backups: Encodable {
        let last: Backup?
        let drills: [Drill]
        let drillDueAt: Instant
        let overdue: Bool
        let plannedOn: String?
    }

    let plans: [Plan]
    let incidents: [OneIncident]
    let backups: Backups?
    let mayAct: Bool

    init(_ view: OperationsDesk.View) {
        plans = IncidentKind.allCases.map { kind in
            let plan = view.plans.first { $0.kind == kind }
            return Plan(
                kind: kind.rawValue, kindDisplay: DisplayNames.incident(kind), title: plan?.title,
                steps: plan?.steps ?? [], document: plan?.document)
        }
        incidents = view.incidents.map { incident in
            OneIncident(
                id: incident.id.text, kind: incident.kind.rawValue,
                kindDisplay: DisplayNames.incident(incident.kind), state: incident.state.rawValue,
                automatic: incident.isAutomatic, openedAt: Instant(incident.openedAt),
                closedAt: incident.closedAt.map(Instant.init), summary: incident.summary,
                steps: incident.steps.map { Step(text: $0.text, doneAt: $0.doneAt.map(Instant.init)) },
                timeline: incident.timeline.map {
                    Entry(at: Instant($0.at), text: $0.text, automatic: $0.by == nil)
                })
        }
        backups = view.backups.map { regime in
            Backups(
                last: regime.lastBackup.map {
                    Backup(
                        name: $0.name, at: Instant($0.at), bytes: $0.bytes, files: $0.files,
                        region: $0.region?.text, secondRegion: $0.secondRegion?.text)
                },
                drills: regime.drills.reversed().map {
                    Drill(
                        doneAt: Instant($0.doneAt), rpoSeconds: $0.rpo.milliseconds / 1000,
                        rtoSeconds: ($0.rto.milliseconds + 999) / 1000, passed: $0.isPassed, note: $0.note)
                }, drillDueAt: Instant(regime.drillDue), overdue: regime.drillDue < view.now,
                plannedOn: regime.plannedOn?.description)
        }
        mayAct = view.isOperator
    }
}

extension DisplayNames {
    static func incident(_ kind: IncidentKind) -> String {
        switch kind {
        case .power: "停电"
        case .network: "断网"
        case .device: "设备故障"
        case .security: "网络信息安全"
        }
    }
}
