import HTTPTypes
import Hummingbird
import Logging

/// Turns everything thrown below into problem+json.
struct ControlProblems: RouterMiddleware {
    func handle(
        _ request: Request, context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as RelayProblem {
            return answer(problem)
        } catch let error as HTTPError {
            switch error.status {
            case .notFound: return answer(.notFound)
            case .contentTooLarge: return answer(.tooLarge(limit: BodyReading.limit))
            default: return answer(.malformed)
            }
        } catch {
            // The type only: a description could quote a key.
            context.logger.error("fault", metadata: ["type": "\(type(of: error))"])
            return answer(.fault)
        }
    }

    private func answer(_ problem: RelayProblem) -> Response {
        .json(
            problem, status: HTTPResponse.Status(code: problem.status), type: "application/problem+json")
    }
}
