package import ConsultationCore
package import HospitalWire

/// Where no lines to hospitals' own systems are configured: nobody may be spoken with.
package struct SilentHospitalLink: HospitalLink {
    package let allowedHosts: [String] = []
    package let retry = ExchangeRetry()
    package let studyLimit = 0

    package init() {}

    package func deliver(_ message: [UInt8], to system: ExchangeSettings) async throws(LinkFault) -> [UInt8] {
        throw .unreachable
    }

    package func store(
        _ file: [UInt8], in study: String, to system: ExchangeSettings
    ) async throws(LinkFault) { throw .unreachable }

    package func studies(
        _ query: StudyQuery, at system: ExchangeSettings
    ) async throws(LinkFault) -> [ImagingStudy] { throw .unreachable }

    package func retrieve(
        _ study: String, from system: ExchangeSettings
    ) async throws(LinkFault) -> any AsyncSequence<MultipartReader.Event, any Error> & Sendable {
        throw .unreachable
    }

    package func probe(_ system: ExchangeSettings) async throws(LinkFault) { throw .unreachable }

    package func addresses(of host: String) async -> [String] { [] }
}
