//! Public keys: those of issuers, which the portal configures, and the holder's in a credential.

use super::{CredentialError, CredentialErrorCode as Code, base64};
use crate::json::{Json, Limits};
use ed25519_dalek as ed25519;
use p256::ecdsa::{self, signature::Verifier};
use std::rc::Rc;

/// Issuers that a portal can name, and keys of each.
const ISSUERS: usize = 200;
const KEYS: usize = 32;

/// A set of keys is a few kilobytes; a hundred issuers with certificates beside their keys come to some hundred.
const LIMITS: Limits = Limits { bytes: 1 << 20, depth: 8, string: 16_000, nodes: 50_000, keys: 200 };

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).
    Es256,
    /// Ed25519 (RFC 8037).
    EdDsa,
}

impl Algorithm {
    /// By the name in a token or key. `Ed25519` is the name of RFC 9864 for what everybody means by `EdDSA`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Algorithm::Es256),
            "EdDSA" | "Ed25519" => Some(Algorithm::EdDsa),
            _ => None,
        }
    }
}

/// A key that signatures are held against.
#[derive(Clone, Debug, PartialEq)]
pub enum PublicKey {
    /// A point of P-256.
    P256(Box<ecdsa::VerifyingKey>),
    /// A point of Curve25519 in Edwards form.
    Ed25519(Box<ed25519::VerifyingKey>),
}

impl PublicKey {
    /// Reads a JSON Web Key (RFC 7517); `place` is where it stands.
    pub(super) fn from_jwk(jwk: &Json, place: &str) -> Result<Self, CredentialError> {
        let fail = |code, member: &str| CredentialError::new(code, [place, "/", member].concat());
        let member = |name: &str| match jwk.get(name) {
            Some(Json::Text(text)) => Ok(Some(&**text)),
            None => Ok(None),
            Some(_) => Err(fail(Code::Shape, name)),
        };
        if !matches!(jwk, Json::Object(_)) {
            return Err(CredentialError::new(Code::Shape, place));
        }
        if jwk.get("d").is_some() {
            return Err(fail(Code::KeyPrivate, "d"));
        }
        if member("use")?.is_some_and(|used| used != "sig") {
            return Err(fail(Code::KeyKind, "use"));
        }
        if jwk.get("key_ops").is_some_and(|ops| !ops.items().contains(&Json::text("verify"))) {
            return Err(fail(Code::KeyKind, "key_ops"));
        }
        let coordinate = |name: &str| {
            let text = member(name)?.ok_or_else(|| fail(Code::Shape, name))?;
            let bytes = base64::decode(text).ok_or_else(|| fail(Code::Base64, name))?;
            <[u8; 32]>::try_from(bytes).map_err(|_| fail(Code::KeyPoint, name))
        };
        let (key, algorithm) = match (member("kty")?, member("crv")?) {
            (Some("EC"), Some("P-256")) => {
                let point = [&[4][..], &coordinate("x")?, &coordinate("y")?].concat();
                let key = ecdsa::VerifyingKey::from_sec1_bytes(&point).map_err(|_| fail(Code::KeyPoint, "x"))?;
                (PublicKey::P256(key.into()), Algorithm::Es256)
            }
            (Some("OKP"), Some("Ed25519")) => {
                let key = ed25519::VerifyingKey::from_bytes(&coordinate("x")?);
                // A weak key has signatures that fit every message.
                let key = key.ok().filter(|k| !k.is_weak()).ok_or_else(|| fail(Code::KeyPoint, "x"))?;
                (PublicKey::Ed25519(key.into()), Algorithm::EdDsa)
            }
            _ => return Err(fail(Code::KeyKind, "kty")),
        };
        match member("alg")? {
            Some(name) if Algorithm::from_name(name) != Some(algorithm) => Err(fail(Code::Algorithm, "alg")),
            _ => Ok(key),
        }
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            PublicKey::P256(_) => Algorithm::Es256,
            PublicKey::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// Whether its owner signed this.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        match self {
            PublicKey::P256(key) => {
                ecdsa::Signature::from_slice(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            // Strict: one signature for a message and a key, whoever checks it.
            PublicKey::Ed25519(key) => key.verify_strict(message, &ed25519::Signature::from_bytes(signature)).is_ok(),
        }
    }
}

/// One key of an issuer.
#[derive(Clone, Debug, PartialEq)]
pub struct IssuerKey {
    /// Its name (`kid`), if it has one.
    pub id: Option<Rc<str>>,
    /// The key.
    pub key: PublicKey,
}

/// An issuer, as the portal trusts it.
#[derive(Clone, Debug, PartialEq)]
pub struct Issuer {
    /// As the credential names it (`iss`).
    pub name: Rc<str>,
    /// The kinds of credential (`vct`) it is trusted for; all of them when there is no such list.
    pub kinds: Option<Vec<Rc<str>>>,
    /// Its keys.
    pub keys: Vec<IssuerKey>,
}

/// The issuers that a portal trusts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issuers(Vec<Issuer>);

impl Issuers {
    /// Reads what a portal configures: one object, or an array of such, as issuers publish them (`/.well-known/jwt-vc-issuer`,
    /// SD-JWT VC §4.2): `{"issuer": "https://…", "jwks": {"keys": […]}}`, and beside it, if the portal likes, `"vct": […]`:
    /// the only kinds of credential for which that issuer is trusted.
    ///
    /// # Errors
    /// Anything that cannot be used is an error, not passed over: a key that is silently missing would show at citizens
    /// only, as credentials that cannot be checked.
    pub fn parse(text: &str) -> Result<Self, CredentialError> {
        let json = Json::parse_with(text, &LIMITS)
            .map_err(|e| CredentialError::new(Code::Json(e.code), ["keys", &*e.pointer].concat()))?;
        let mut issuers = Issuers::default();
        if let Json::Array(all) = &json {
            if all.len() > ISSUERS {
                return Err(CredentialError::new(Code::TooMany, "keys"));
            }
            for (i, one) in all.iter().enumerate() {
                issuers.add(one, &format!("keys/{i}"))?;
            }
        } else {
            issuers.add(&json, "keys")?;
        }
        Ok(issuers)
    }

    fn add(&mut self, json: &Json, place: &str) -> Result<(), CredentialError> {
        let fail = |code, member: &str| CredentialError::new(code, [place, "/", member].concat());
        let name = json.get("issuer").and_then(Json::as_text).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| fail(Code::Shape, "issuer"))?.clone();
        if self.named(&name).is_some() {
            return Err(fail(Code::KeyTwice, "issuer"));
        }
        let kinds = match json.get("vct") {
            None => None,
            Some(Json::Array(kinds)) => {
                let all = kinds.iter().map(|kind| kind.as_text().cloned()).collect::<Option<Vec<_>>>();
                Some(all.ok_or_else(|| fail(Code::Shape, "vct"))?)
            }
            Some(_) => return Err(fail(Code::Shape, "vct")),
        };
        let Some(Json::Array(jwks)) = json.get("jwks").and_then(|set| set.get("keys")) else {
            return Err(fail(Code::Shape, "jwks/keys"));
        };
        if jwks.len() > KEYS {
            return Err(fail(Code::TooMany, "jwks/keys"));
        }
        let mut keys: Vec<IssuerKey> = Vec::new();
        for (i, jwk) in jwks.iter().enumerate() {
            let place = format!("{place}/jwks/keys/{i}");
            let id = match jwk.get("kid") {
                None => None,
                Some(Json::Text(id)) => Some(id.clone()),
                Some(_) => return Err(CredentialError::new(Code::Shape, place + "/kid")),
            };
            if id.is_some() && keys.iter().any(|k| k.id == id) {
                return Err(CredentialError::new(Code::KeyTwice, place + "/kid"));
            }
            keys.push(IssuerKey { id, key: PublicKey::from_jwk(jwk, &place)? });
        }
        self.0.push(Issuer { name, kinds, keys });
        Ok(())
    }

    /// All of them.
    pub fn all(&self) -> &[Issuer] {
        &self.0
    }

    /// The issuer with this name.
    pub fn named(&self, name: &str) -> Option<&Issuer> {
        self.0.iter().find(|issuer| *issuer.name == *name)
    }
}
