// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
// Pure targets read no clock, open no socket, draw no random number and touch no unsafe memory.
let fuzzing = Context.environment["HUIZHEN_FUZZ"] == "1"
// `make fuzz` builds in a folder of its own with coverage instrumentation, which no shipped binary carries.
let instrumented: [SwiftSetting] = fuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])] : []
// The packet path holds the state of legs and streams in classes. Tests (debug) check every access for exclusivity; the
// release build does not repeat the check some thirty times a packet, which is a tenth of what a packet costs us.
let unchecked: [SwiftSetting] = [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
]
// AES-GCM in one call (libipsec-mb-dev) is made for this family of processors alone; the others use OpenSSL.
#if arch(x86_64)
    let quickCipher: (settings: [CSetting], libraries: [LinkerSetting]) = (
        [.define("HUIZHEN_IPSEC_MB")], [.linkedLibrary("crypto"), .linkedLibrary("IPSec_MB")]
    )
#else
    let quickCipher: (settings: [CSetting], libraries: [LinkerSetting]) = ([], [.linkedLibrary("crypto")])
#endif
let pure = strict + [.strictMemorySafety()] + instrumented

let package = Package(
    name: "huizhen",
    products: [
        // Preloaded into a relay by its bench.
        .library(name: "AllocationCounter", type: .dynamic, targets: ["AllocationCounter"])
    ],
    dependencies: [
        // One named trait or none: the two default ones are passed in random order and rebuild the server at random.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // C modules
        .systemLibrary(name: "CSRTP", pkgConfig: "libsrtp2", providers: [.apt(["libsrtp2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CQRCode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CPangoCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
        .target(name: "CLinuxNet"),
        .target(name: "CSealing", cSettings: quickCipher.settings, linkerSettings: quickCipher.libraries),

        // The media stack
        .target(name: "Wire", swiftSettings: pure),
        .target(name: "MediaEngine", dependencies: ["Wire"], swiftSettings: pure + unchecked),
        .target(
            name: "Evidence",
            dependencies: ["Wire", "COpus", "COpenSSL", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict + instrumented),
        .target(
            name: "MediaRelay",
            dependencies: [
                "MediaEngine", "Wire", "Evidence", "CSRTP", "COpenSSL", "CSealing", "CLinuxNet",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict + instrumented + unchecked),

        // The consultation stack
        .target(name: "ConsultationCore", swiftSettings: pure),
        .target(name: "SortedJSON", swiftSettings: pure + unchecked),
        // What a hospital's systems speak: HL7 v2, MLLP, DICOM files and multipart bodies.
        .target(name: "HospitalWire", swiftSettings: pure),
        // Text on pages: PDF with the letters inside.
        .target(name: "Paper", dependencies: ["CPangoCairo"], swiftSettings: strict),
        .target(
            name: "PolicyFiles",
            dependencies: ["ConsultationCore", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(
            name: "Storage",
            dependencies: [
                "ConsultationCore", "SortedJSON",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .target(
            name: "Orchestration",
            dependencies: [
                "ConsultationCore", "Storage", "HospitalWire", "Paper", "CXlsxWriter",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            resources: [.copy("Resources/calendar"), .copy("Resources/drugs")],
            swiftSettings: strict),
        .target(
            name: "Web",
            dependencies: [
                "Orchestration", "ConsultationCore", "SortedJSON", "CZlib", "CQRCode",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            // The tables of Protocols are what the page about compliance shows; there is one version of them.
            resources: [
                .copy("Public"), .copy("Resources/openapi.yaml"), .copy("../../Protocols/requirements.csv"),
                .copy("../../Protocols/requirements-zh.csv"), .copy("../../Protocols/compliance-zh.csv"),
                .copy("../../Protocols/readings-zh.csv"),
                .copy("../../Protocols/code-systems.csv"), .copy("../../Protocols/coded-fields.csv"),
                .copy("Resources/codes"),
            ],
            swiftSettings: strict),

        // Lines to hospitals' own systems: HL7 over MLLP, DICOMweb
        .target(
            name: "HospitalLines",
            dependencies: [
                "Orchestration", "ConsultationCore", "HospitalWire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // Control of a relay node over HTTP
        .target(
            name: "RelayAPI",
            dependencies: [
                "MediaRelay", "MediaEngine", "Wire", "Evidence",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict + instrumented),

        // The composition root
        .executableTarget(
            name: "huizhen",
            dependencies: [
                "Web", "Orchestration", "HospitalLines", "Storage", "PolicyFiles", "ConsultationCore",
                "RelayAPI", "MediaRelay",
                "MediaEngine", "Evidence", "Paper",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // Test support
        .target(
            name: "Simulation", dependencies: ["Wire", "MediaEngine", "ConsultationCore", "PolicyFiles"],
            path: "Tests/Simulation", swiftSettings: strict),
        // The trait that ties a test to rows of the requirements, and the table of both.
        .target(name: "TestRequirements", path: "Tests/TestRequirements", swiftSettings: strict),
        .target(name: "ForeignPrograms", path: "Tests/ForeignPrograms", swiftSettings: strict),
        .target(name: "RequirementTrace", path: "Tests/RequirementTrace", swiftSettings: strict),
        .executableTarget(
            name: "trace", dependencies: ["RequirementTrace"], path: "Tests/Trace", swiftSettings: strict),
        // The provincial platform's side of Protocols/jilin-platform.md, as a program.
        .executableTarget(
            name: "PlatformReceiver",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Tests/PlatformReceiver", swiftSettings: strict),
        .target(name: "BrowserDriver", path: "Tests/BrowserDriver", swiftSettings: strict),
        .target(
            name: "ServiceDriver",
            dependencies: [
                "BrowserDriver", "MediaRelay", "MediaEngine", "Wire", "CLinuxNet",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Tests/ServiceDriver", swiftSettings: strict),

        // Counts a thread's allocations: replaces malloc in whatever links it.
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .target(
            name: "EngineLoad", dependencies: ["MediaRelay", "MediaEngine", "Wire"], path: "Tests/EngineLoad",
            swiftSettings: strict),

        // Tests
        .testTarget(
            name: "WireTests", dependencies: ["TestRequirements", "Wire", "Simulation"], swiftSettings: strict
        ),
        .testTarget(
            name: "HospitalWireTests",
            dependencies: ["TestRequirements", "HospitalWire", "Paper", "ForeignPrograms", "Simulation"],
            swiftSettings: strict),
        .testTarget(
            name: "PaperTests", dependencies: ["TestRequirements", "Paper", "ForeignPrograms"],
            swiftSettings: strict),
        .testTarget(
            name: "MediaEngineTests",
            dependencies: ["TestRequirements", "MediaEngine", "Wire", "Simulation"],
            swiftSettings: strict),
        .testTarget(
            name: "MediaRelayTests",
            dependencies: [
                "TestRequirements",
                "MediaRelay", "MediaEngine", "Wire", "Evidence", "Simulation", "BrowserDriver",
                "ServiceDriver", "CSRTP", "COpenSSL", "CLinuxNet",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EvidenceTests",
            dependencies: [
                "TestRequirements",
                "Evidence", "Wire", "Simulation", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ConsultationCoreTests",
            dependencies: ["TestRequirements", "ConsultationCore", "PolicyFiles", "Simulation"],
            swiftSettings: strict),
        .testTarget(name: "SortedJSONTests", dependencies: ["SortedJSON"], swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "TestRequirements",
                "Storage", "ConsultationCore", "Simulation", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "OrchestrationTests",
            dependencies: [
                "TestRequirements", "Orchestration", "Storage", "PolicyFiles", "ConsultationCore",
                "Simulation",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "WebTests",
            dependencies: [
                "TestRequirements",
                "Web", "Orchestration", "HospitalLines", "HospitalWire", "Paper", "Storage",
                "ConsultationCore", "ForeignPrograms", "Simulation",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RelayAPITests",
            dependencies: [
                "TestRequirements",
                "RelayAPI", "MediaRelay", "Evidence", "ServiceDriver",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TestRequirements", "BrowserDriver", "ServiceDriver", "huizhen", "DualISPLab",
                "PlatformReceiver",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LinkLabTests", dependencies: ["TestRequirements", "LinkLab"], swiftSettings: strict),
        .testTarget(
            name: "TidyTests",
            dependencies: ["RequirementTrace", "TestRequirements", .product(name: "Yams", package: "Yams")],
            exclude: ["Fixtures"], swiftSettings: strict),

        // Benches
        .target(name: "CEngineFloor", path: "bench/CEngineFloor", linkerSettings: [.linkedLibrary("crypto")]),
        .executableTarget(
            name: "EngineBench",
            dependencies: [
                "EngineLoad", "MediaRelay", "MediaEngine", "Wire", "CAllocations", "CEngineFloor",
                "CLinuxNet",
            ],
            path: "bench/EngineBench", swiftSettings: strict),
        .target(name: "CLinkLab", path: "bench/CLinkLab"),
        .target(
            name: "LinkLab", dependencies: ["CLinkLab", "CLinuxNet"], path: "bench/LinkLab",
            swiftSettings: strict),
        .executableTarget(
            name: "DualISPLab",
            dependencies: [
                "LinkLab", "CLinkLab", "CLinuxNet", "BrowserDriver", "MediaRelay", "MediaEngine", "Wire",
                "Evidence",
            ],
            path: "bench/DualISPLab", exclude: ["firefox_cut.py"], swiftSettings: strict),
        .target(
            name: "RelayLoad", path: "bench/RelayLoad", cSettings: [.unsafeFlags(["-O2"])],
            linkerSettings: [.linkedLibrary("crypto")]),
        .executableTarget(
            name: "relay-floor", dependencies: ["RelayLoad"], path: "bench/peers/floor",
            cSettings: [.unsafeFlags(["-O2"])]),
        .target(name: "AllocationCounter", path: "bench/AllocationCounter"),
        .executableTarget(
            name: "RelayBench", dependencies: ["RelayLoad"], path: "bench/RelayBench", swiftSettings: strict),
        .executableTarget(
            name: "SmokeBench", dependencies: ["BrowserDriver", "ServiceDriver", "Figures"],
            path: "bench/SmokeBench", swiftSettings: strict),
        .target(name: "Figures", path: "bench/Figures", swiftSettings: strict),
        .executableTarget(
            name: "ServiceBench",
            dependencies: [
                "BrowserDriver", "ServiceDriver", "Simulation", "Orchestration", "Storage", "ConsultationCore",
                "Figures", .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "bench/ServiceBench", swiftSettings: strict),
        .executableTarget(
            name: "Demo", dependencies: ["BrowserDriver", "ServiceDriver"], path: "bench/Demo",
            swiftSettings: strict),
    ]
)

if fuzzing {
    package.targets += [
        .target(name: "CFuzz", path: "Tests/Fuzz/CFuzz"),
        .executableTarget(
            name: "Fuzz",
            dependencies: [
                "CFuzz", "Wire", "MediaEngine", "MediaRelay", "RelayAPI", "Evidence", "CLinuxNet",
                "Simulation",
            ],
            path: "Tests/Fuzz/Targets", swiftSettings: strict),
    ]
}
