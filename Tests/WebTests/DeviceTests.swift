import HTTPTypes
import Testing
import Web

/// The doors of devices, through the router: what they take, what they refuse, and what pages of other origins may ask.
@Suite struct DeviceTests {
    private static let sdp: HTTPFields = [.contentType: "application/sdp"]
    private static let withKeys =
        "v=0\r\nm=audio 9 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA\r\n"

    @Test func `the doors tell what they take, to pages of every origin`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            for door in ["whip", "whep"] {
                let answer = try await Browser(client).send(.options, "/api/v1/consultations/x/room/\(door)")
                #expect(answer.status == 204)
                #expect(answer.headers[try #require(HTTPField.Name("Accept-Post"))] == "application/sdp")
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
            }
        }
    }

    @Test func `without a token nobody is let in, whatever the offer`() async throws {
        let service = try await TestService.make()
        try await service.test { client in
            for token in [nil, "hzd_" + String(repeating: "0", count: 64), "hzd_", "nonsense"] {
                var browser = Browser(client)
                browser.bearer = token
                let answer = try await browser.send(
                    .post, "/api/v1/consultations/x/room/whip", headers: Self.sdp, bytes: Array("v=0".utf8))
                #expect(answer.status == 401, "\(token ?? "none")")
            }
        }
    }

    @Test func `keys in an offer are refused where nobody protects them, and other types are not read`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let person = try await Browser.signedIn(.attending, client)
            // The router without a socket knows no peer: nothing says that the line is protected.
            let clear = try await person.send(
                .post, "/api/v1/consultations/x/room/whip", headers: Self.sdp,
                bytes: Array(Self.withKeys.utf8))
            #expect(clear.status == 403 && clear.code == "err.media.keysInClear")
            let json = try await person.send(.post, "/api/v1/consultations/x/room/whip", ["sdp": "v=0"])
            #expect(json.status == 415)
            let patch = try await person.send(.patch, "/api/v1/consultations/x/room/whip/y")
            #expect(patch.status == 405, "neither trickle nor restart (RFC 9725 §4.3)")
            let unknown = try await person.send(
                .post, "/api/v1/consultations/x/room/whip", headers: Self.sdp, bytes: Array("v=0".utf8))
            #expect(unknown.status == 404)
        }
    }

    @Test func `keys are listed without the keys, named in the person's words, and unknown to strangers`()
        async throws
    {
        let service = try await TestService.make()
        try await service.test { client in
            let journey = try await Journey.accepted(service, client)
            let path = "/api/v1/consultations/\(journey.id)/room/devices"
            let empty = try await journey.attending.get(path)
            #expect(empty.status == 200 && empty.body["items"].items.isEmpty)
            #expect(empty.body.names == ["items", "limit", "whip", "whep"])
            let made = try await journey.attending.send(.post, path, ["label": " 三楼终端 "])
            #expect(made.status == 201 && made.body.names == ["id", "token", "expiresAt", "whip", "whep"])
            #expect(made.headers[.cacheControl] == "no-store, no-transform")
            let list = try await journey.attending.get(path)
            let item = list.body["items"][0]
            #expect(item.names == ["id", "label", "issuedAt", "expiresAt", "doing"])
            #expect(item["label"] == "三楼终端" && item["id"] == made.body["id"])
            #expect(try await journey.coordinator.get(path).body["items"].items.isEmpty)

            let long = try await journey.attending.send(
                .post, path, ["label": .string(String(repeating: "长", count: 41))])
            #expect(long.status == 422 && long.body["errors"][0]["pointer"] == "/label")
            let id = try #require(made.body["id"].string)
            #expect(try await journey.coordinator.send(.delete, path + "/" + id).status == 404)
            #expect(try await journey.attending.send(.delete, path + "/" + id).status == 204)
            #expect(try await journey.attending.send(.delete, path + "/" + id).status == 404)
            for _ in 1...8 { _ = try await journey.attending.send(.post, path, ["label": "x"]) }
            let ninth = try await journey.attending.send(.post, path, ["label": "x"])
            #expect(ninth.status == 409 && ninth.code == "err.media.tooManyDeviceKeys")
            #expect(ninth.body["limit"] == 8)
        }
    }
}
