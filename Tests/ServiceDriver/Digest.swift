import Crypto
package import Foundation

extension Data {
    package var sha256: Data { Data(SHA256.hash(data: self)) }
}
