/// One good body of each kind that a relay or an edge's service reads, and bytes for drawn requests.
enum ControlSeeds {
    static var all: [[UInt8]] {
        texts.map { Array($0.utf8) }
            + (0..<12 as Range<UInt8>).map { seed in
                [1] + (0..<220 as Range<UInt8>).map { ($0 &+ 1) &* (seed &* 2 &+ 3) }
            }
    }

    private static func key(_ bytes: Int, _ letter: Character) -> String {
        // Base64 of so many bytes: four letters stand for three.
        String(repeating: letter, count: (bytes * 4 + 2) / 3)
            + String(repeating: "=", count: (3 - bytes % 3) % 3)
    }

    private static func fixed(_ suite: String, _ bytes: Int) -> String {
        #"""
        {"kind":"fixed","participant":"p","session":"s","suite":"\#(suite)","sendingKey":"\#(key(bytes, "A"))",
        "receivingKey":"\#(key(bytes, "Q"))","remotes":{"one":"127.0.0.1:9","two":"[2001:db8::7]:65535"},
        "duplicates":true,"learns":true,"publishes":[{"source":"camera","codec":"vp8","payloadType":96,
        "clockRate":90000,"ssrc":7,"repairSsrc":8,"repairPayloadType":97},{"source":"microphone","codec":"pcma",
        "payloadType":8,"clockRate":8000}],"receives":[{"kind":"video","codec":"h264","payloadType":102},
        {"kind":"audio","codec":"opus","payloadType":111}],"extensions":{"mid":1,"audioLevel":2,
        "transportSequence":3,"absoluteSendTime":4}}
        """#
    }

    private static var texts: [String] {
        [
            fixed("AEAD_AES_128_GCM", 28), fixed("AEAD_AES_256_GCM", 44),
            fixed("AES_CM_128_HMAC_SHA1_80", 30),
            #"{"kind":"browser","participant":"p-1","session":"s-1"}"#,
            #"{"kind":"foreign","participant":"p","session":"s","role":"publish","offer":"v=0\r\no=- 1 1 IN IP4 0"}"#,
            #"{"recording":"a-1","segment":2,"controller":"c"}"#, #"{"deadlineSeconds":60}"#,
            #"{"participant":"p"}"#, #"{"sdp":"v=0\r\n"}"#,
            #"{"trunk":"t","role":"branch","secret":"\#(key(32, "A"))","remotes":{"one":"192.0.2.1:4000"}}"#,
            #"{"id":7,"call":{"join":{"room":"r","_1":{"participant":"p","session":"s"}}}}"#,
            #"{"id":8,"call":{"leave":{"session":"s"}}}"#,
            #"{"instance":"i","number":1,"replies":[{"id":7,"offer":"v=0"}],"events":[]}"#,
        ]
    }
}
