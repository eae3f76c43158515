import HTTPTypes
import Hummingbird
import NIOCore

/// Health, the description of the interface, and the explanation of problem codes.
struct ServiceRoutes: Sendable {
    let services: WebServices
    let description: ByteBuffer

    private struct Health: Encodable {
        let status: String
    }

    func add(to routes: inout Routes) {
        routes.open(.get, "/healthz") { _, _ in .json(Health(status: "ok")) }
        routes.open(.get, "/readyz") { _, _ in try await ready() }
        routes.open(.get, "/openapi.yaml") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/yaml"], body: .init(byteBuffer: description)
            )
        }
        routes.open(.get, "/problems/{code}") { request, context in try explain(request, context) }
    }

    private func ready() async throws -> Response {
        guard await services.isReady() else { throw Problem.unavailable }
        return .json(Health(status: "ok"))
    }

    private func explain(_ request: Request, _ context: WebContext) throws -> Response {
        guard let code = context.parameters.get("code"), ProblemCatalogue.knows(code) else {
            throw Problem.notFound
        }
        let explanation = ProblemExplanation(code: code)
        if (request.headers[.accept] ?? "").contains("application/json") {
            return .json(explanation)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: explanation.page)))
    }
}
