import Foundation
import ServiceDriver
import TestRequirements
import Testing

/// `huizhen policy` as a person meets it, and a service that starts on wrong files.
struct PolicyCommandTests {
    private let binary = ServiceProcess.builtBinary.path
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config/policy")

    /// A copy of the repository's files that a test may spoil.
    private func copy(_ change: (URL) throws -> Void = { _ in }) throws -> URL {
        let copy = FileManager.default.temporaryDirectory.appending(
            path: "huizhen-policy-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.repository, to: copy)
        try change(copy)
        return copy
    }

    private func edit(_ file: URL, _ old: String, _ new: String) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(old))
        try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
    }

    private func failure(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let fault = #expect(throws: ServiceFault.self) { try run(binary, arguments) }
        guard case .commandFailed(_, let status, let output) = fault else {
            throw ServiceFault.unexpected("no failure")
        }
        return (status, output)
    }

    @Test(arguments: [["policy", "check"], ["policy", "explain"], ["policy", "list"]])
    func `every policy command has its help with an example`(_ command: [String]) throws {
        let help = try run(binary, command + ["--help"])
        #expect(help.contains("USAGE: huizhen \(command.joined(separator: " "))"))
        #expect(help.contains("Example: huizhen \(command.joined(separator: " "))"))
    }

    @Test func `the repository's own files are in order`() throws {
        let output = try run(binary, ["policy", "check", Self.repository.path()])
        #expect(output.contains("8 texts"))
    }

    @Test func `check names everything wrong in every file with line and column, and ends with 78`() throws {
        let folder = try copy { folder in
            try edit(
                folder.appending(path: "jl-trial.yaml"), "upload.deadline: { value: 24h",
                "upload.deadline: { value: 24")
            try edit(folder.appending(path: "jl-trial.yaml"), "fee.payee:", "fee.paye:")
            try edit(folder.appending(path: "sc-2021.yaml"), "status: lapsed", "status: dead")
            try edit(folder.appending(path: "gx-draft.yaml"), "parameters:", "parameters: [")
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let (status, output) = try failure(["policy", "check", folder.path()])
        #expect(status == 78)
        #expect(output.contains(/jl-trial\.yaml:\d+:\d+: upload\.deadline wants a length of time.*not '24'/))
        #expect(
            output.contains(/jl-trial\.yaml:\d+:3: unknown parameter 'fee\.paye'; 'fee\.payee' is meant\?/))
        #expect(output.contains(/sc-2021\.yaml:7:9: status wants one of draft, inForce, lapsed, not 'dead'/))
        #expect(output.contains(/gx-draft\.yaml:\d+:\d+: not YAML/))
        // A service does not start on them, and says the same.
        let data = NSTemporaryDirectory() + "huizhen-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: data) }
        let start = try failure(["serve", "--data", data, "--set", "policy.directory=\(folder.path())"])
        #expect(start.status == 78)
        #expect(start.output.contains("unknown parameter 'fee.paye'"))
    }

    @Test
    func `check finds what only shows between files: overlapping days, unknown articles, missing values`()
        throws
    {
        let folder = try copy { folder in
            let old = try String(contentsOf: folder.appending(path: "jl-trial.yaml"), encoding: .utf8)
            try old.replacing("id: jl-trial-1", with: "id: jl-2").replacing(
                "article: JL 12,", with: "article: JL 99,"
            )
            .replacing("effectiveFrom: 2018-07-17", with: "effectiveFrom: 2026-01-01")
            .write(to: folder.appending(path: "jl-2.yaml"), atomically: true, encoding: .utf8)
            try edit(folder.appending(path: "product-1.yaml"), "  report.deadline:", "  # report.deadline:")
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let (status, output) = try failure(["policy", "check", folder.path()])
        #expect(status == 78)
        #expect(output.contains("both in force on 2026-01-01"))
        #expect(output.contains("unknown article 'JL 99'"))
        #expect(output.contains("missing parameter 'report.deadline'"))
    }

    @Test(.requirement("NHC-SUP-39", "GX-44"))
    func `explain says value, text, article and over what, and marks drafts and missing texts`() throws {
        func explain(_ arguments: String...) throws -> String {
            try run(binary, ["policy", "explain", "--policies", Self.repository.path()] + arguments)
        }
        let upload = try explain("upload.deadline", "--jurisdiction", "jilin", "--date", "2026-11-01")
        #expect(upload.hasPrefix("upload.deadline = 24h\n"))
        #expect(upload.contains("《吉林省远程医疗服务管理办法（试行）》, JL 22; AMB-09 [JL-22]"))
        #expect(upload.contains("over product-1 JL 22: none (more general)"))
        #expect(
            try explain("policy.upload.deadline", "--date", "2026-11-01").hasPrefix("upload.deadline = none"))
        let draft = try explain(
            "dataResidency.allowedRegions", "--jurisdiction", "guangxi", "--pathway", "internetFollowUp",
            "--date",
            "2026-11-01")
        #expect(draft.contains("= guangxi") && draft.contains("a DRAFT"))
        let guangxi = try explain("report.deadline", "--jurisdiction", "guangxi", "--date", "2026-11-01")
        #expect(guangxi.contains("远程医疗服务管理办法》 exists and is not loaded"))
        #expect(guangxi.contains("a default of the product: the law gives no number"))
        let (status, output) = try failure([
            "policy", "explain", "deadline", "--policies", Self.repository.path(),
        ])
        #expect(status == 1 && output.contains("upload.deadline"))
    }

    /// A province is a file: no build, no restart of anything but the service.
    @Test(.requirement("NHC-SUP-39"))
    func `a new province is a file`() throws {
        let folder = try copy { folder in
            try """
            id: ln-1
            source: LN
            title: 某省远程医疗办法
            jurisdiction: liaoning
            status: inForce
            effectiveFrom: 2026-05-01
            pathways: [telemedicine]
            articles: [1-20]
            parameters:
              upload.deadline: { value: 12h, article: LN 7, row: JL-22 }
            """.write(to: folder.appending(path: "ln-1.yaml"), atomically: true, encoding: .utf8)
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(try run(binary, ["policy", "check", folder.path()]).contains("9 texts"))
        func value(_ date: String) throws -> String {
            try run(
                binary,
                [
                    "policy", "explain", "upload.deadline", "--policies", folder.path(), "--jurisdiction",
                    "liaoning",
                    "--date", date,
                ])
        }
        #expect(try value("2026-05-01").hasPrefix("upload.deadline = 12h"))
        #expect(try value("2026-04-30").hasPrefix("upload.deadline = none"))
    }
}
