import BrowserDriver
import Foundation
import ServiceDriver
import Testing

/// One running service and two hospitals whose people sit signed in at their browsers: shared by a whole suite, because
/// starting, seeding and every sign-in cost seconds.
final class Hospitals: Sendable {
    @TaskLocal static var opened: Hospitals?

    let service: ServiceProcess
    let people: ConsultationDriver
    let physician: Person
    let coordinator: Person
    let specialist: Person
    let media: MediaFiles
    private let browsers: [Browser]

    static var current: Hospitals {
        get throws { try #require(opened, "the suite lacks the trait .twoHospitals") }
    }

    static func open(
        settings: [String] = [], certificate: CertificateAuthority.Files? = nil
    ) async throws -> Hospitals {
        let service = try ServiceProcess(
            settings: ["policy.autoArchiveSeconds=0"] + settings, certificate: certificate)
        try await service.start()
        return try await Hospitals(service: service)
    }

    private init(service: ServiceProcess) async throws {
        self.service = service
        let county = try await Browser.launch()
        let province = try await Browser.launch()
        browsers = [county, province]
        media = try MediaFiles(seconds: 3, tone: 440, directory: service.data)
        async let people = ConsultationDriver(service: service)
        async let physician = Person.signedIn(DemoPeople.invitingPhysician, county, service)
        async let coordinator = Person.signedIn(DemoPeople.invitedCoordinator, province, service)
        async let specialist = Person.signedIn(DemoPeople.invitedSpecialist, province, service)
        self.people = try await people
        self.physician = try await physician
        self.coordinator = try await coordinator
        self.specialist = try await specialist
    }

    /// Another person at the same hospital's computer, with a session of their own.
    func beside(_ person: Person, _ username: String) async throws -> Person {
        try await Person.signedIn(username, person.browser, service)
    }

    /// A page on which nobody is signed in.
    func stranger() async throws -> Person {
        Person(
            browser: browsers[0], page: try await browsers[0].newPage(apart: true),
            address: service.address.absoluteString)
    }

    func close() async {
        for browser in browsers { await browser.close() }
        service.stop()
        service.removeData()
    }

    func password(_ username: String) throws -> String { try service.account(named: username).password }
}

extension Person {
    static func signedIn(_ username: String, _ browser: Browser, _ service: ServiceProcess) async throws
        -> Person
    {
        let person = Person(
            browser: browser, page: try await browser.newPage(apart: true),
            address: service.address.absoluteString)
        try await person.signIn(service.account(named: username))
        return person
    }

    /// Waits until the open page shows the case in `state`, without being loaded again.
    func sees(state: String) async throws {
        try await page.wait(
            for: "document.querySelector(\"[data-testid='case-state']\")?.dataset.state === '\(state)'",
            "the case to become \(state)")
    }

    /// Waits until an element's text holds `words`.
    func see(_ testID: String, saying words: String) async throws {
        try await page.wait(
            for: """
                document.querySelector("[data-testid='\(testID)']")?.innerText
                  .replaceAll('\\u00a0', ' ').includes('\(words)')
                """, "\(testID) to say \(words)")
    }

    /// Waits until a field is marked as wrong.
    func see(wrong testID: String) async throws {
        try await page.wait(
            for:
                "document.querySelector(\"[data-testid='\(testID)']\")?.getAttribute('aria-invalid') === 'true'",
            "\(testID) to be marked as wrong")
    }

    func count(_ testID: String) async throws -> Int {
        try await page.evaluate("document.querySelectorAll(\"[data-testid='\(testID)']\").length").int ?? -1
    }

    func value(_ testID: String) async throws -> String {
        try await page.evaluate("document.querySelector(\"[data-testid='\(testID)']\")?.value ?? ''").string
            ?? ""
    }

    /// Exceptions that the page's own code did not catch.
    var exceptions: [String] { page.consoleMessages.filter { $0.hasPrefix("exception:") } }
}

/// Opens the hospitals for all tests of a suite and closes them when the last has ended.
struct TwoHospitals: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let hospitals = try await Hospitals.open()
        do {
            try await Hospitals.$opened.withValue(hospitals) { try await body() }
        } catch {
            await hospitals.close()
            throw error
        }
        await hospitals.close()
    }
}

extension Trait where Self == TwoHospitals {
    static var twoHospitals: Self { Self() }
}

/// States of a case that a test starts from, reached through the API.
extension ConsultationDriver {
    func invited() async throws -> String {
        let id = try await draft()
        try await consent(id)
        try await submit(id)
        return id
    }

    func scheduled() async throws -> String {
        let id = try await invited()
        try await accept(id)
        return id
    }

    /// Held by two programs, reported and signed.
    func reported(password: String, media: MediaFiles) async throws -> String {
        let id = try await scheduled()
        let inviting = try await NativePeer(joining: id, as: physician, sending: media)
        let invited = try await NativePeer(joining: id, as: specialist, sending: media)
        try await reached("inSession", id)
        try await note(id)
        try await end(id)
        inviting.vanish()
        invited.vanish()
        try await saveReport(id)
        try await signReport(id, password: password)
        try await reached("reported", id)
        return id
    }

    func attach(_ id: String, group: String, name: String, _ text: String) async throws {
        let bytes = Data(text.utf8)
        let answer = try await physician.upload(
            "/consultations/\(id)/attachments", bytes,
            headers: [
                "Content-Type": "text/plain", "X-File-Name": name, "X-Material-Group": group,
                "Repr-Digest": "sha-256=:\(bytes.sha256.base64EncodedString()):",
            ])
        guard answer.status == 201 else {
            throw ServiceFault.unexpected("attach: \(answer.status) \(answer.code ?? "")")
        }
    }
}
