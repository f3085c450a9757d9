//! SD-JWT (RFC 9901): a signed JSON object in which claims are replaced by digests, and the disclosures that come beside it.
//!
//! [`SdJwt::parse`] takes the text apart, [`SdJwt::unfold`] puts the disclosures into their places. Neither looks at keys or at
//! the clock, and neither knows what the claims mean.

use super::{
    CredentialError, CredentialErrorCode as Code, base64,
    keys::{Algorithm, PublicKey},
};
use crate::json::{FORBIDDEN_KEYS, Json, JsonErrorCode, Limits, push_token};
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    rc::Rc,
};

/// A credential with a portrait in it comes to some hundred kilobytes.
pub const LONGEST: usize = 1 << 19;

/// A citizen credential has 20 to 40 disclosures.
const DISCLOSURES: usize = 512;

/// Nested arrays and objects of one part, and of the whole once the disclosures are in their places.
const DEPTH: usize = 24;

/// Bytes of the name of a claim.
const NAME: usize = 200;

const LIMITS: Limits = Limits { bytes: LONGEST, depth: DEPTH, string: LONGEST, nodes: 20_000, keys: 1_000 };

/// Digests of the disclosures of an object.
const SD: &str = "_sd";
/// The digest of the disclosure of an element of an array.
const DOTS: &str = "...";
/// With which algorithm the digests were made.
const SD_ALG: &str = "_sd_alg";

/// A JSON Web Signature in compact form (RFC 7515 §3.1).
#[derive(Clone, Debug)]
pub struct Jws {
    /// How it is signed.
    pub algorithm: Algorithm,
    /// What the signature says about itself.
    pub header: Json,
    /// What is signed.
    pub payload: Json,
    signed: Range<usize>,
    signature: [u8; 64],
}

/// One disclosure.
#[derive(Clone, Debug)]
pub struct Disclosure {
    /// Name of the claim; `None` for an element of an array.
    pub name: Option<Rc<str>>,
    /// Its value, in which further digests may stand.
    pub value: Json,
    /// By which the signed part names it.
    digest: Rc<str>,
}

/// The parts of an SD-JWT, each of them read, none of them checked against a key.
#[derive(Clone, Debug)]
pub struct SdJwt<'t> {
    text: Cow<'t, str>,
    /// What the issuer signed.
    pub jwt: Jws,
    /// Name of the key beside the signature (JSON serialisation): a hint, nobody signed it.
    pub unsigned_key: Option<Rc<str>>,
    /// The disclosures, in the order in which they came.
    pub disclosures: Vec<Disclosure>,
    /// The holder's proof.
    pub proof: Option<Jws>,
    hash: Hash,
    /// Everything before the holder's proof.
    presented: usize,
}

/// An SD-JWT with the disclosures in their places.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfolded {
    /// The claims ("Processed SD-JWT Payload").
    pub payload: Json,
    /// Where each disclosure went.
    pub disclosed: Vec<Disclosed>,
    /// What the holder does not disclose.
    pub withheld: Vec<Withheld>,
}

/// The place of a disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// JSON pointer in [`Unfolded::payload`].
    pub pointer: String,
    /// Which one, counted from 1.
    pub number: usize,
}

/// Digests without a disclosure: claims that the holder keeps to themselves, or nothing ("decoys"; nobody can tell).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// JSON pointer of the object or array in [`Unfolded::payload`].
    pub pointer: String,
    /// How many.
    pub count: usize,
}

/// How digests are made.
#[derive(Clone, Copy, Debug)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn of(payload: &Json) -> Option<Self> {
        match payload.get(SD_ALG) {
            None => Some(Hash::Sha256),
            Some(Json::Text(name)) => match &**name {
                "sha-256" => Some(Hash::Sha256),
                "sha-384" => Some(Hash::Sha384),
                "sha-512" => Some(Hash::Sha512),
                _ => None,
            },
            Some(_) => None,
        }
    }

    fn digest(self, text: &str) -> String {
        match self {
            Hash::Sha256 => base64::encode(&Sha256::digest(text)),
            Hash::Sha384 => base64::encode(&Sha384::digest(text)),
            Hash::Sha512 => base64::encode(&Sha512::digest(text)),
        }
    }
}

/// The JSON in a part.
fn json(text: &str, place: &str) -> Result<Json, CredentialError> {
    let bytes = base64::decode(text).ok_or_else(|| CredentialError::new(Code::Base64, place))?;
    let text = str::from_utf8(&bytes).map_err(|_| CredentialError::new(Code::Utf8, place))?;
    Json::parse_with(text, &LIMITS).map_err(|e| CredentialError::new(Code::Json(e.code), [place, &*e.pointer].concat()))
}

impl Jws {
    /// Reads the one at `range` of a text; `place` is its name, `types` what it may call itself.
    fn parse(text: &str, range: Range<usize>, place: &str, types: &[&str]) -> Result<Self, CredentialError> {
        let fail = |code, part: &str| CredentialError::new(code, [place, part].concat());
        let parts: Vec<&str> = text[range.clone()].splitn(4, '.').collect();
        let [header, payload, signature] = parts[..] else { return Err(fail(Code::NotACredential, "")) };
        let signed = range.start..range.start + header.len() + 1 + payload.len();
        let header = json(header, &[place, "/header"].concat())?;
        if !matches!(header, Json::Object(_)) {
            return Err(fail(Code::Shape, "/header"));
        }
        let algorithm = header.get("alg").and_then(Json::as_text).ok_or_else(|| fail(Code::Shape, "/header/alg"))?;
        let algorithm = match &**algorithm {
            none if none.eq_ignore_ascii_case("none") => return Err(fail(Code::Unsigned, "/header/alg")),
            name => Algorithm::from_name(name).ok_or_else(|| fail(Code::Algorithm, "/header/alg"))?,
        };
        // No extension is understood here, so whatever must be understood is one too many.
        if header.get("crit").is_some() {
            return Err(fail(Code::Critical, "/header/crit"));
        }
        let kind = header.get("typ").and_then(Json::as_text);
        // RFC 7515 §4.1.9: a type may be written with its first half.
        if !kind.is_some_and(|kind| types.contains(&kind.strip_prefix("application/").unwrap_or(kind))) {
            return Err(fail(Code::Type, "/header/typ"));
        }
        let payload = json(payload, &[place, "/payload"].concat())?;
        if !matches!(payload, Json::Object(_)) {
            return Err(fail(Code::Shape, "/payload"));
        }
        let signature = base64::decode(signature).ok_or_else(|| fail(Code::Base64, "/signature"))?;
        let signature = signature.try_into().map_err(|_| fail(Code::Signature, "/signature"))?;
        Ok(Jws { algorithm, header, payload, signed, signature })
    }
}

impl Disclosure {
    fn parse(text: &str, number: usize, hash: Hash) -> Result<Self, CredentialError> {
        let place = place_of(number);
        let Json::Array(parts) = json(text, &place)? else { return Err(CredentialError::new(Code::Disclosure, place)) };
        let (salt, name, value) = match <[Json; 3]>::try_from(parts) {
            Ok([salt, name, value]) => (salt, Some(name), value),
            Err(parts) => match <[Json; 2]>::try_from(parts) {
                Ok([salt, value]) => (salt, None, value),
                Err(_) => return Err(CredentialError::new(Code::Disclosure, place)),
            },
        };
        let name = match name {
            None => None,
            Some(Json::Text(name)) => Some(name),
            Some(_) => return Err(CredentialError::new(Code::Disclosure, place + "/1")),
        };
        if salt.as_text().is_none() {
            return Err(CredentialError::new(Code::Disclosure, place + "/0"));
        }
        if let Some(name) = &name {
            if [SD, DOTS, SD_ALG].contains(&&**name) {
                return Err(CredentialError::new(Code::Reserved, place + "/1"));
            }
            if name.len() > NAME {
                return Err(CredentialError::new(Code::TooLong, place + "/1"));
            }
            // A name in an array has not met the reader's rule for keys.
            if FORBIDDEN_KEYS.contains(&&**name) {
                return Err(CredentialError::new(Code::Json(JsonErrorCode::ForbiddenKey), place + "/1"));
            }
        }
        Ok(Disclosure { name, value, digest: hash.digest(text).into() })
    }
}

fn place_of(number: usize) -> String {
    format!("disclosure/{number}")
}

/// The compact form of a JSON serialisation (RFC 9901 §8, RFC 7515 §7.2), and the name of the key beside the signature. Of several signatures
/// the first counts: the disclosures stand beside it.
fn from_json(text: &str) -> Result<(String, Option<Rc<str>>), CredentialError> {
    let json = Json::parse_with(text, &LIMITS).map_err(|e| CredentialError::new(Code::Json(e.code), e.pointer))?;
    let fail = |pointer: &str| CredentialError::new(Code::Shape, pointer);
    let (signature, at) = match (json.get("signatures"), json.get("signature")) {
        (Some(Json::Array(all)), None) => {
            for (i, other) in all.iter().enumerate().skip(1) {
                let header = other.get("header");
                if header.is_some_and(|h| h.get("disclosures").is_some() || h.get("kb_jwt").is_some()) {
                    return Err(fail(&format!("/signatures/{i}/header")));
                }
            }
            (all.first().ok_or_else(|| fail("/signatures"))?, "/signatures/0")
        }
        (None, Some(_)) => (&json, ""),
        _ => return Err(fail("/signatures")),
    };
    // Nothing but letters of base64url: a tilde or dot would move what comes after it.
    let part = |value: Option<&Json>, place: &str, dots: bool| match value {
        Some(Json::Text(text))
            if text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b) || (dots && b == b'.')) =>
        {
            Ok(text.clone())
        }
        Some(Json::Text(_)) => Err(CredentialError::new(Code::Base64, [at, place].concat())),
        _ => Err(fail(&[at, place].concat())),
    };
    let protected = part(signature.get("protected"), "/protected", false)?;
    let payload = part(json.get("payload"), "/payload", false)?;
    let mut compact =
        [&*protected, ".", &*payload, ".", &*part(signature.get("signature"), "/signature", false)?, "~"].concat();
    let header = signature.get("header");
    match header.and_then(|h| h.get("disclosures")) {
        None => {}
        Some(Json::Array(disclosures)) => {
            for (i, disclosure) in disclosures.iter().enumerate() {
                compact += &part(Some(disclosure), &format!("/header/disclosures/{i}"), false)?;
                compact.push('~');
            }
        }
        Some(_) => return Err(fail(&[at, "/header/disclosures"].concat())),
    }
    if let Some(proof) = header.and_then(|h| h.get("kb_jwt")) {
        compact += &part(Some(proof), "/header/kb_jwt", true)?;
    }
    Ok((compact, header.and_then(|h| h.get("kid")).and_then(Json::as_text).cloned()))
}

impl<'t> SdJwt<'t> {
    /// Takes a text apart: the compact form, or the JSON serialisation. `types` is what the signed part may call itself (`typ`).
    pub fn parse(text: &'t str, types: &[&str]) -> Result<Self, CredentialError> {
        let whole = |code| CredentialError::new(code, "");
        if text.len() > LONGEST {
            return Err(whole(Code::TooLong));
        }
        let text = text.trim();
        let (text, unsigned_key) = if text.starts_with('{') {
            let (text, key) = from_json(text)?;
            (Cow::Owned(text), key)
        } else {
            (Cow::Borrowed(text), None)
        };
        let Some(presented) = text.rfind('~').map(|at| at + 1) else {
            // A signed part alone is an SD-JWT that lost its end, or another kind of token.
            let jwt = text.matches('.').count() == 2;
            return Err(whole(if jwt { Code::Truncated } else { Code::NotACredential }));
        };
        let first = text.find('~').unwrap_or(presented);
        let jwt = Jws::parse(&text, 0..first, "jwt", types)?;
        let hash =
            Hash::of(&jwt.payload).ok_or_else(|| CredentialError::new(Code::HashAlgorithm, "jwt/payload/_sd_alg"))?;
        let mut disclosures = Vec::new();
        for part in text[first + 1..presented].split_terminator('~') {
            if disclosures.len() == DISCLOSURES {
                return Err(whole(Code::TooMany));
            }
            disclosures.push(Disclosure::parse(part, disclosures.len() + 1, hash)?);
        }
        let proof = match &text[presented..] {
            "" => None,
            last if !last.contains('.') => return Err(whole(Code::Truncated)),
            _ => Some(Jws::parse(&text, presented..text.len(), "kb", &["kb+jwt"])?),
        };
        Ok(SdJwt { text, jwt, unsigned_key, disclosures, proof, hash, presented })
    }

    /// Whether the owner of the key signed this part (which must be of this very SD-JWT).
    pub fn signed_by(&self, part: &Jws, key: &PublicKey) -> bool {
        key.algorithm() == part.algorithm && key.verifies(self.text[part.signed.clone()].as_bytes(), &part.signature)
    }

    /// By which the holder's proof names what is presented (RFC 9901 §4.3.1).
    pub fn presentation_digest(&self) -> String {
        self.hash.digest(&self.text[..self.presented])
    }

    /// Puts the disclosures into their places (RFC 9901 §7.1, step 3 to 5).
    pub fn unfold(&self) -> Result<Unfolded, CredentialError> {
        let mut by_digest = BTreeMap::new();
        for (i, disclosure) in self.disclosures.iter().enumerate() {
            if by_digest.insert(&*disclosure.digest, i).is_some() {
                return Err(CredentialError::new(Code::DisclosureTwice, place_of(i + 1)));
            }
        }
        let mut work = Unfolding {
            disclosures: &self.disclosures,
            by_digest,
            digests: BTreeSet::new(),
            done: Unfolded { payload: Json::Null, disclosed: Vec::new(), withheld: Vec::new() },
            pointer: String::new(),
            source: "jwt/payload".into(),
        };
        let payload = self.jwt.payload.entries().iter().filter(|(name, _)| **name != *SD_ALG);
        let top: Vec<_> = payload.cloned().collect();
        work.done.payload = Json::Object(work.object(&top, 0)?);
        if let Some(i) = (1..=self.disclosures.len()).find(|i| work.done.disclosed.iter().all(|d| d.number != *i)) {
            return Err(CredentialError::new(Code::DisclosureUnused, place_of(i)));
        }
        Ok(work.done)
    }
}

struct Unfolding<'d> {
    disclosures: &'d [Disclosure],
    by_digest: BTreeMap<&'d str, usize>,
    /// Every digest that was met.
    digests: BTreeSet<Rc<str>>,
    done: Unfolded,
    /// Where the work is, in the result. Grown and cut, not made anew for each value: those can be many, and names long.
    pointer: String,
    /// Where it is in the credential.
    source: String,
}

impl<'d> Unfolding<'d> {
    fn fail<T>(&self, code: Code) -> Result<T, CredentialError> {
        Err(CredentialError::new(code, &*self.source))
    }

    /// Goes one step down in the credential, and up again when all is well.
    fn inside<T>(
        &mut self,
        token: &str,
        work: impl FnOnce(&mut Self) -> Result<T, CredentialError>,
    ) -> Result<T, CredentialError> {
        let mark = self.source.len();
        push_token(&mut self.source, token);
        let done = work(self)?;
        self.source.truncate(mark);
        Ok(done)
    }

    /// Likewise in the result.
    fn at<T>(
        &mut self,
        token: &str,
        work: impl FnOnce(&mut Self) -> Result<T, CredentialError>,
    ) -> Result<T, CredentialError> {
        let mark = self.pointer.len();
        push_token(&mut self.pointer, token);
        let done = work(self)?;
        self.pointer.truncate(mark);
        Ok(done)
    }

    /// The disclosure of the digest that stands here, if there is one.
    fn take(&mut self, digest: &Rc<str>) -> Result<Option<(usize, &'d Disclosure)>, CredentialError> {
        if !self.digests.insert(digest.clone()) {
            return self.fail(Code::DigestTwice);
        }
        Ok(self.by_digest.get(&**digest).map(|i| (i + 1, &self.disclosures[*i])))
    }

    /// The value of a disclosure, at its place in the result.
    fn disclosed(&mut self, number: usize, disclosure: &Disclosure, depth: usize) -> Result<Json, CredentialError> {
        self.done.disclosed.push(Disclosed { pointer: self.pointer.clone(), number });
        let element = if disclosure.name.is_some() { "/2" } else { "/1" };
        let source = std::mem::replace(&mut self.source, place_of(number) + element);
        let value = self.value(&disclosure.value, depth)?;
        self.source = source;
        Ok(value)
    }

    fn value(&mut self, value: &Json, depth: usize) -> Result<Json, CredentialError> {
        if depth > DEPTH {
            return self.fail(Code::Depth);
        }
        Ok(match value {
            Json::Object(entries) => Json::Object(self.object(entries, depth)?),
            Json::Array(items) => Json::Array(self.array(items, depth)?),
            other => other.clone(),
        })
    }

    fn object(&mut self, entries: &[(Rc<str>, Json)], depth: usize) -> Result<Vec<(Rc<str>, Json)>, CredentialError> {
        let mut out: Vec<(Rc<str>, Json)> = Vec::with_capacity(entries.len());
        let mut digests = &[][..];
        for (name, value) in entries {
            if name.len() > NAME {
                return self.fail(Code::TooLong);
            }
            self.inside(name, |work| match (&**name, value) {
                (SD, Json::Array(all)) => {
                    digests = all;
                    Ok(())
                }
                (SD | DOTS | SD_ALG, _) => work.fail(Code::Reserved),
                _ => {
                    let value = work.at(name, |work| work.value(value, depth + 1))?;
                    out.push((name.clone(), value));
                    Ok(())
                }
            })?;
        }
        let mut withheld = 0;
        for (i, digest) in digests.iter().enumerate() {
            self.inside(SD, |work| {
                work.inside(&i.to_string(), |work| {
                    let Json::Text(digest) = digest else { return work.fail(Code::Reserved) };
                    let Some((number, disclosure)) = work.take(digest)? else {
                        withheld += 1;
                        return Ok(());
                    };
                    let refuse = |code, element| Err(CredentialError::new(code, place_of(number) + element));
                    let Some(name) = &disclosure.name else { return refuse(Code::Disclosure, "") };
                    if out.iter().any(|(n, _)| n == name) {
                        return refuse(Code::NameTwice, "/1");
                    }
                    let value = work.at(name, |work| work.disclosed(number, disclosure, depth + 1))?;
                    out.push((name.clone(), value));
                    Ok(())
                })
            })?;
        }
        self.withhold(withheld);
        Ok(out)
    }

    fn array(&mut self, items: &[Json], depth: usize) -> Result<Vec<Json>, CredentialError> {
        let mut out = Vec::with_capacity(items.len());
        let mut withheld = 0;
        for (i, item) in items.iter().enumerate() {
            let digest = match item.entries() {
                [(name, Json::Text(digest))] if **name == *DOTS => Some(digest),
                _ => None,
            };
            let place = out.len().to_string();
            self.inside(&i.to_string(), |work| {
                let Some(digest) = digest else {
                    out.push(work.at(&place, |work| work.value(item, depth + 1))?);
                    return Ok(());
                };
                let Some((number, disclosure)) = work.take(digest)? else {
                    withheld += 1;
                    return Ok(());
                };
                if disclosure.name.is_some() {
                    return Err(CredentialError::new(Code::Disclosure, place_of(number)));
                }
                out.push(work.at(&place, |work| work.disclosed(number, disclosure, depth + 1))?);
                Ok(())
            })?;
        }
        self.withhold(withheld);
        Ok(out)
    }

    fn withhold(&mut self, count: usize) {
        if count > 0 {
            self.done.withheld.push(Withheld { pointer: self.pointer.clone(), count });
        }
    }
}
