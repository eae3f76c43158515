/// SRTP suites by their names in SDP (RFC 4568 §6.2, RFC 7714 §14.1).
package enum SuiteName: String, Codable, Hashable, Sendable, CaseIterable {
    case aeadAES128GCM = "AEAD_AES_128_GCM"
    case aeadAES256GCM = "AEAD_AES_256_GCM"
    case aes128CMHMACSHA1_80 = "AES_CM_128_HMAC_SHA1_80"
}
