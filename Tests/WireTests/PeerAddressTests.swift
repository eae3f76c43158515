import Testing
import Wire

@Suite struct PeerAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::", "0:0:0:0:0:0:0:0"),
        ("::1", "0:0:0:0:0:0:0:1"),
        ("2001:db8::7", "2001:db8:0:0:0:0:0:7"), ("1::", "1:0:0:0:0:0:0:0"),
        ("::ffff:192.0.2.1", "0:0:0:0:0:ffff:c000:201"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ])
    func `a literal is read and written back`(text: String, expected: String) {
        #expect(PeerAddress(literal: text, port: 9)?.literal == expected)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.x", "host.local", ":::", "1::2::3", "1:2:3:4:5:6:7",
        "12345::",
        ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1.2.3.4::", "g::1", ":", "1:",
    ])
    func `a name or a bad literal is refused`(text: String) {
        #expect(PeerAddress(literal: text, port: 9) == nil)
    }
}
