import ConsultationCore
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Orchestration

/// Turns everything thrown below into an answer a person can act on.
struct ProblemAnswer: RouterMiddleware {
    let allowedMethods: @Sendable (String) -> [HTTPRequest.Method]

    func handle(
        _ request: Request, context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return answer(problem, context)
        } catch let error as HTTPError {
            return answer(for: error, request, context)
        } catch let refusal as Refusal {
            return answer(Problem(refusal), context)
        } catch let fault as CommandFault {
            return answer(Problem(fault), context)
        } catch is NIOTooManyBytesError {
            return answer(.tooLarge(limit: context.maxUploadSize), context)
        } catch {
            // The type only: a description could quote what a person wrote.
            context.logger.error("fault", metadata: ["type": "\(type(of: error))"])
            return answer(.fault, context)
        }
    }

    private func answer(for error: HTTPError, _ request: Request, _ context: WebContext) -> Response {
        let methods = allowedMethods(request.uri.path)
        switch error.status {
        case .notFound where !methods.isEmpty:
            var response = answer(.methodNotAllowed, context)
            response.headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
            return response
        case .notFound: return answer(.notFound, context)
        case .contentTooLarge: return answer(.tooLarge(limit: context.maxUploadSize), context)
        case .badRequest: return answer(.malformed, context)
        default:
            context.logger.error("fault", metadata: ["status": "\(error.status.code)"])
            return answer(.fault, context)
        }
    }

    private func answer(_ problem: Problem, _ context: WebContext) -> Response {
        var response = Response.json(
            problem.body(trace: context.traceID), status: problem.status, type: "application/problem+json")
        response.headers[.contentLanguage] = "zh-CN, en"
        if let seconds = problem.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
        if problem.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }
}
