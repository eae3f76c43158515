import ArgumentParser
import ConsultationCore
import Evidence
import Foundation
import Logging
import MediaRelay
import RelayAPI
import ServiceLifecycle
import Storage

struct EdgeCommandGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edge", abstract: "A media relay in a hospital's own network, and the tokens it shows.",
        discussion: """
            Example: huizhen edge run --config edge.yaml --data var-edge
            """,
        subcommands: [Run.self, Token.self, List.self, Revoke.self])

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Run the edge: browsers of the hospital join it, it joins the service over every uplink.",
            discussion: """
                Example: huizhen edge run --data var-edge --set edge.service=https://huizhen.example:8443 \
                --set edge.lan=lan=10.0.0.5 --set "edge.uplinks=telecom=192.168.1.5 unicom=192.168.2.5"

                The token of `huizhen edge token` stands in the file of edge.tokenFile (mode 0600). The edge dials out
                over HTTPS and sends media by UDP from each uplink; nothing needs to be let in from outside. Browsers of
                the hospital must reach the address of edge.lan by UDP. One line on standard output says when the line
                to the service stands.
                """)
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let configuration = try common.configuration()
            let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
            LoggingSystem.bootstrap { LineLog(label: $0, level: level) }
            do {
                let lock = try DataDirectory(configuration.dataDirectory)
                try await SiteEdge(configuration).run()
                withExtendedLifetime(lock) {}
            } catch let fault as SiteEdge.Fault {
                Terminal.complain(fault.description)
                throw ExitCode(78)
            } catch {
                Terminal.complain(StartFault.explain(error, configuration))
                throw ExitCode.failure
            }
        }
    }

    struct Token: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token for the edge of an institution; it is printed once.",
            discussion:
                "Example: huizhen edge token --institution 0199f0c2-… --name 住院部机房 --data var > edge-token")
        @OptionGroup var common: CommonOptions
        @Option(help: "The institution's id.") var institution: String
        @Option(help: "What people call the edge.") var name: String = "edge"

        func run() async throws {
            let id = institution
            let found = try await common.database().read { try $0.institution(.init(id)) }
            guard found != nil else {
                Terminal.complain("没有该机构 / there is no institution \(id)")
                throw ExitCode.failure
            }
            let tokens = EdgeTokens(directory: try common.configuration().edgeTokens)
            Terminal.say(try tokens.issue(institution: id, name: name))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens: identifier, institution, name, date.",
            discussion: "Example: huizhen edge list --data var")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            for (identifier, entry) in EdgeTokens(directory: try common.configuration().edgeTokens).all() {
                let date = entry.issued.formatted(.iso8601)
                Terminal.say("\(identifier)  \(entry.institution)  \(entry.name)  \(date)")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a token away; the line of its edge ends at once.",
            discussion: "Example: huizhen edge revoke 3f0a9c21d4be --data var")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Identifier as `huizhen edge list` shows it.") var identifier: String

        func run() async throws {
            let tokens = EdgeTokens(directory: try common.configuration().edgeTokens)
            guard try tokens.revoke(identifier) else {
                Terminal.complain("没有该令牌 / there is no token \(identifier)")
                throw ExitCode.failure
            }
        }
    }
}
