import ConsultationCore
import Logging
import ServiceLifecycle
import Storage

/// Sees trouble by itself: every provider's line of a relay down, a recorder that does not run, the provincial
/// platform out of reach, a privileged account under attack (NHC-IH 附录五). Power is seen where the signal arrives.
package struct IncidentWatch: Service {
    static let interval = Duration.seconds(5)
    private static let privileged = Set(
        [.operator, .institutionAdmin, .auditor, .qualityController] + Role.administrators)

    let orchestrator: Orchestrator
    let rooms: RoomKeeper

    package init(orchestrator: Orchestrator, rooms: RoomKeeper) {
        self.orchestrator = orchestrator
        self.rooms = rooms
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var before: Set<String> = []
            while !Task.isCancelled {
                do { before = try await look(before) } catch is CancellationError { return } catch {
                    orchestrator.logger.error(
                        "incident watch failed", metadata: ["fault": "\(type(of: error))"])
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    /// Opens what is new since `before` and says what is over; returns what there is now.
    package func look(_ before: Set<String> = []) async throws -> Set<String> {
        let seen = try await trouble()
        for one in seen {
            try await orchestrator.alarm(one.kind, cause: one.cause, summary: one.summary)
        }
        let now = Set(seen.map(\.cause))
        for cause in before.subtracting(now).sorted() {
            try await orchestrator.allClear(cause: cause, summary: "已恢复正常，请核对后关闭")
        }
        return now
    }

    private struct Trouble {
        let kind: IncidentKind
        let cause: String
        let summary: String
    }

    private func trouble() async throws -> [Trouble] {
        var found: [Trouble] = []
        for (node, links) in Dictionary(grouping: await rooms.relay.links(), by: { $0.node ?? "" })
        where links.allSatisfy({ $0.state == .down || $0.state == .silent }) {
            found.append(
                Trouble(
                    kind: .network, cause: "links/" + node,
                    summary: "媒体节点\(node.isEmpty ? "" : " \(node) ")的全部网络线路中断"))
        }
        if await rooms.load.unrecordedRooms > 0 {
            found.append(Trouble(kind: .device, cause: "recorder", summary: "有会诊室的录制设备没有运行"))
        }
        let now = orchestrator.environment.now()
        let (isCut, locked) = try await orchestrator.database.read { transaction in
            let isCut = try transaction.system.records(InstitutionProfile.self).contains {
                $0.isPlatformReachable == false
            }
            return (isCut, try transaction.lockedAccounts(at: now))
        }
        if isCut {
            found.append(Trouble(kind: .network, cause: "platform", summary: "与省平台的连接中断，数据已排队"))
        }
        // Which account it is stands in the journal of that account; a name has no place here.
        if locked.contains(where: { !Self.privileged.isDisjoint(with: $0) }) {
            found.append(
                Trouble(kind: .security, cause: "locked", summary: "有管理类账号因连续输错密码被锁定，请核查是否受到攻击"))
        }
        return found
    }
}
