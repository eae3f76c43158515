import Evidence
import Foundation
import MediaRelay
import Orchestration
import PolicyFiles
import RelayAPI

/// Why the service does not start, and what to do.
enum StartFault {
    static func explain(_ error: any Error, _ configuration: Configuration) -> String {
        switch error {
        case let fault as EvidenceError: EvidenceText.explain(fault)
        case RelayNodeError.cannotBind(let link, let address, let port, let code):
            "the relay cannot bind UDP \(address):\(port) of link \(link): \(String(cString: strerror(code))). "
                + "See relay.links and relay.portBase."
        case RelayNodeError.badConfiguration(let what): "the relay's configuration: \(what)"
        case let fault as ControlConfiguration.Fault: fault.description
        case let fault as UnusableEdgeSettings: fault.description
        case let fault as MetricsServer.NotLoopback: fault.description
        case let fault as PolicyFaults: fault.description
        case let fault as HolidayCalendar.Fault: fault.description
        case let fault as RelayClient.Fault: "relay.nodes: \(fault)"
        default:
            if "\(error)".contains("ddress already in use") {
                "port \(configuration.port) is taken by another program; choose one with --set web.port=…"
            } else {
                "\(error)"
            }
        }
    }
}
