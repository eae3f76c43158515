import CLinkLab
import Foundation
import LinkLab

/// The laboratory of two providers. `DualISPLab check` proves the emulator; the other sub-commands measure. Ends with
/// status 1 when a figure misses its target, 2 when the laboratory cannot run here.
@main
struct DualISPLab {
    static func main() {
        if CommandLine.arguments.dropFirst().first == "edge-node" {
            // Already in its namespace, started by the laboratory.
            Task {
                do { try await EdgeNode(addresses: Array(CommandLine.arguments.dropFirst(2))).run() } catch {
                    note("edge: \(error)")
                    exit(2)
                }
                exit(0)
            }
            dispatchMain()
        }
        // Before any other thread: all of them, and all programs started, live in the relay's namespace.
        do {
            if let missing = TwoProviderNetwork.obstacle { throw LabFault.needs(missing) }
            if lab_favour_process() != 0 {
                note("other work on this machine will disturb: no right to go first")
            }
            let home = try NetworkNamespace.makeHome("relay")
            let command = try LabCommand(CommandLine.arguments.dropFirst())
            Task {
                do {
                    let isMet = try await command.run(home: home)
                    exit(isMet ? 0 : 1)
                } catch {
                    note("\(error)")
                    exit(2)
                }
            }
        } catch {
            note("\(error)")
            exit(2)
        }
        dispatchMain()
    }
}

func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
