//! Why a credential, or the keys that it is held against, is refused.

use crate::json::JsonErrorCode;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal,)+) => {
        /// What is wrong with a credential or a set of keys.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum CredentialErrorCode {
            /// A part of it is not JSON as it may come here.
            Json(JsonErrorCode),
            $($(#[doc = $doc])+ $name,)+
        }

        impl CredentialErrorCode {
            /// Every code but those of JSON, which have texts of their own.
            pub const ALL: &[CredentialErrorCode] = &[$(CredentialErrorCode::$name),+];

            /// Stable code.
            pub fn code(self) -> &'static str {
                match self {
                    CredentialErrorCode::Json(code) => code.code(),
                    $(CredentialErrorCode::$name => $code,)+
                }
            }
        }
    };
}

codes! {
    /// Longer than any credential is.
    TooLong = "credential.too-long",
    /// More disclosures, issuers or keys than may be.
    TooMany = "credential.too-many",
    /// Nested deeper than may be once the disclosures are in their places.
    Depth = "credential.depth",
    /// Not three parts with dots between them and a tilde behind: another kind of text.
    NotACredential = "credential.not-one",
    /// The last tilde is missing: the text is cut off.
    Truncated = "credential.truncated",
    /// Not base64url, with padding, or not the one way to write these bytes.
    Base64 = "credential.base64",
    /// Not UTF-8.
    Utf8 = "credential.utf8",
    /// JSON of another shape than stands in this place.
    Shape = "credential.shape",
    /// Not signed: the algorithm `none`.
    Unsigned = "credential.unsigned",
    /// Signed in a way other than ES256 and EdDSA (Ed25519), or with a key of another kind.
    Algorithm = "credential.algorithm",
    /// An extension that must be understood (RFC 7515 §4.1.11) and is not.
    Critical = "credential.critical",
    /// Another type of token (`typ`) than stands in this place.
    Type = "credential.type",
    /// The signature is not that of the issuer, or of the holder: forged or changed.
    Signature = "credential.signature",
    /// The key that it names is that of another issuer.
    OtherIssuer = "credential.other-issuer",
    /// Digests (`_sd_alg`) of another kind than SHA-256, SHA-384 and SHA-512.
    HashAlgorithm = "credential.hash-algorithm",
    /// A disclosure of another shape than its digest's place asks for.
    Disclosure = "credential.disclosure",
    /// The same disclosure twice.
    DisclosureTwice = "credential.disclosure-twice",
    /// A disclosure that the issuer did not sign, or whose surroundings are withheld.
    DisclosureUnused = "credential.disclosure-unused",
    /// The same digest in two places.
    DigestTwice = "credential.digest-twice",
    /// `_sd`, `_sd_alg` or `...` where it does not stand for digests.
    Reserved = "credential.reserved",
    /// A disclosed claim that is there already.
    NameTwice = "credential.name-twice",
    /// What decides about validity (`iss`, `exp`, …) is disclosed or withheld, and may not be.
    Hidden = "credential.hidden",
    /// The kind of credential (`vct`) is missing.
    Kind = "credential.kind",
    /// A time that is no number, or lies beyond the year 9999.
    Time = "credential.time",
    /// There is a proof of the holder and no key (`cnf`) to hold it against.
    NoHolderKey = "credential.no-holder-key",
    /// The holder's proof is for another question (`nonce`).
    Nonce = "credential.nonce",
    /// The holder's proof is for somebody else (`aud`).
    Audience = "credential.audience",
    /// The holder's proof is for other disclosures (`sd_hash`).
    Presentation = "credential.presentation",
    /// The holder's proof was made too long ago, or later than now.
    ProofTime = "credential.proof-time",
    /// A kind of key other than P-256 and Ed25519, or a use other than checking signatures.
    KeyKind = "keys.kind",
    /// A private key, which has no business there.
    KeyPrivate = "keys.private",
    /// No point of the curve.
    KeyPoint = "keys.point",
    /// The same issuer, or the same key of one, twice.
    KeyTwice = "keys.twice",
}

/// A refusal: what, and where. No value of the credential is part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialError {
    /// What is wrong.
    pub code: CredentialErrorCode,
    /// The part (`jwt/header`, `jwt/payload`, `jwt/signature`, `disclosure/3` counted from 1, `kb/…`, `keys`; nothing for the
    /// whole text), and a JSON pointer inside of it.
    pub place: String,
}

impl CredentialError {
    pub(super) fn new(code: CredentialErrorCode, place: impl Into<String>) -> Self {
        let mut place = place.into();
        // Names in a hostile text can be as long as it is; a place is for people.
        place.truncate(place.floor_char_boundary(1_000));
        CredentialError { code, place }
    }
}
