//! An issuer and a holder for tests: they sign what they are given.

use p256::ecdsa::signature::Signer;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use troly::json::Json as Ours;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// base64url bit by bit: another way to it than the product's.
pub fn base64(bytes: &[u8]) -> String {
    let bits: Vec<u8> = bytes.iter().flat_map(|b| (0..8).rev().map(move |i| b >> i & 1)).collect();
    let letter = |six: &[u8]| {
        let value = (0..6).fold(0, |all, i| all << 1 | six.get(i).copied().unwrap_or(0));
        char::from(LETTERS[usize::from(value)])
    };
    bits.chunks(6).map(letter).collect()
}

/// By which a signed part names a disclosure.
pub fn digest(disclosure: &str) -> String {
    base64(&Sha256::digest(disclosure))
}

/// A private key, made from a number.
pub enum Key {
    Es256(p256::ecdsa::SigningKey),
    EdDsa(ed25519_dalek::SigningKey),
}

impl Key {
    pub fn es256(seed: u8) -> Self {
        Key::Es256(p256::ecdsa::SigningKey::from_slice(&[seed.max(1); 32]).expect("less than the order"))
    }

    pub fn eddsa(seed: u8) -> Self {
        Key::EdDsa(ed25519_dalek::SigningKey::from_bytes(&[seed; 32]))
    }

    pub fn algorithm(&self) -> &'static str {
        match self {
            Key::Es256(_) => "ES256",
            Key::EdDsa(_) => "EdDSA",
        }
    }

    pub fn jwk(&self) -> Json {
        match self {
            Key::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = point.as_bytes()[1..].split_at(32);
                json!({"kty": "EC", "crv": "P-256", "x": base64(x), "y": base64(y)})
            }
            Key::EdDsa(key) => json!({"kty": "OKP", "crv": "Ed25519", "x": base64(key.verifying_key().as_bytes())}),
        }
    }

    pub fn jws(&self, kind: &str, payload: &str) -> String {
        let header = json!({"alg": self.algorithm(), "typ": kind}).to_string();
        let signed = [base64(header.as_bytes()), base64(payload.as_bytes())].join(".");
        let signature = match self {
            Key::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(signed.as_bytes());
                base64(&signature.to_bytes())
            }
            Key::EdDsa(key) => base64(&ed25519_dalek::Signer::sign(key, signed.as_bytes()).to_bytes()),
        };
        [signed, signature].join(".")
    }

    pub fn sd_jwt(&self, kind: &str, payload: &str, shown: &[&str]) -> String {
        let mut text = self.jws(kind, payload) + "~";
        for disclosure in shown {
            text += disclosure;
            text.push('~');
        }
        text
    }
}

/// A disclosure with its salt, made from a number.
pub fn disclosure(salt: usize, name: Option<&str>, value: &Ours) -> String {
    let mut parts = vec![Ours::text(&digest(&salt.to_string())[..22])];
    parts.extend(name.map(Ours::text));
    parts.push(value.clone());
    base64(Ours::Array(parts).to_text().as_bytes())
}
