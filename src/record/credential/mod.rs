//! Credentials: SD-JWT VC (draft-ietf-oauth-sd-jwt-vc over RFC 9901), the form in which wallets hand over what an authority
//! signed about a citizen, with what the citizen wants to show and no more.
//!
//! [`read`] checks the issuer's signature against the keys that the portal configures ([`Issuers`]), the holder's proof against
//! the question that was asked ([`Challenge`]), and gives the claims in the words of our vocabulary ([`claims`]). Nothing is fetched:
//! whether an issuer has withdrawn a credential since (`status`) cannot be known here, and is said.
//!
//! What breaks a rule of the standards is refused. What is merely not good enough (expired, of an unknown issuer) is a
//! [`Doubt`]: the citizen may see what the credential says, and it never ranks as verified.

mod base64;
pub mod claims;
mod error;
mod keys;
mod record;
pub mod sd_jwt;

pub use claims::Stated;
pub use error::{CredentialError, CredentialErrorCode};
pub use keys::{Algorithm, Issuer, IssuerKey, Issuers, PublicKey};
pub use sd_jwt::{Disclosed, Withheld};

use crate::{
    json::Json,
    text::date::{Day, PartialDate},
};
use CredentialErrorCode as Code;
use sd_jwt::{SdJwt, Unfolded};
use std::rc::Rc;

/// What a credential may call itself; the second is what drafts before 2025 said.
pub const TYPES: &[&str] = &["dc+sd-jwt", "vc+sd-jwt"];

/// What decides about validity stands in plain sight (SD-JWT VC §2.2.2.3): a holder who could withhold `exp` would make a
/// credential last.
const IN_PLAIN_SIGHT: &[&str] = &["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"];

/// Vietnam is seven hours ahead of UTC, all year.
const OFFSET: i64 = 7 * 3600;
const DAY: i64 = 24 * 3600;
/// 1 January 1970, as a Julian day.
const EPOCH: i64 = 2_440_588;

/// Credentials that never end are often written to end at the last second before it.
const YEAR_10000: i64 = 253_402_300_800;

/// A holder's proof is made when it is asked for: ten minutes old at most, and clocks differ by up to five.
const PROOF_AGE: i64 = 600;
const CLOCKS: i64 = 300;

/// What a credential is held against besides keys.
#[derive(Clone, Copy, Debug)]
pub struct Check<'a> {
    /// Now, in seconds since 1 January 1970 UTC.
    pub now: i64,
    /// What the holder was asked to prove; `None` when nobody asked (a file that was opened). Whoever must have that proof
    /// looks at [`Credential::holder`]: a credential without it is said to be what it is, not refused.
    pub challenge: Option<Challenge<'a>>,
}

impl Check<'_> {
    /// At noon of a day in Vietnam, for whoever knows the day alone.
    pub fn on(today: Day) -> Self {
        Check { now: (i64::from(today.to_julian_day()) - EPOCH) * DAY + DAY / 2 - OFFSET, challenge: None }
    }
}

/// The question that a holder's proof answers.
#[derive(Clone, Copy, Debug)]
pub struct Challenge<'a> {
    /// What was asked, never to be asked again.
    pub nonce: &'a str,
    /// Who asked.
    pub audience: &'a str,
}

/// Whether somebody proved that the credential is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderBinding {
    /// Whoever has the text has the credential.
    None,
    /// It is bound to a key; nobody proved to have it, or not to us now.
    Claimed,
    /// The holder signed our question with that key.
    Proven,
}

impl HolderBinding {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            HolderBinding::None => "none",
            HolderBinding::Claimed => "claimed",
            HolderBinding::Proven => "proven",
        }
    }
}

/// Why a credential that breaks no rule is not verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It does not say who issued it.
    NoIssuer,
    /// The portal has no keys of this issuer.
    UnknownIssuer,
    /// The issuer has a key by this name, or of this kind, that the portal does not know.
    UnknownKey,
    /// The portal does not trust this issuer for this kind of credential.
    UntrustedKind,
    /// The holder's proof cannot be checked: the credential does not contain their key.
    UnknownHolder,
    /// Its time has not come.
    NotYetValid,
    /// Its time is over.
    Expired,
}

impl Doubt {
    /// Every one.
    pub const ALL: &[Doubt] = &[
        Doubt::NoIssuer,
        Doubt::UnknownIssuer,
        Doubt::UnknownKey,
        Doubt::UntrustedKind,
        Doubt::UnknownHolder,
        Doubt::NotYetValid,
        Doubt::Expired,
    ];

    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Doubt::NoIssuer => "credential.no-issuer",
            Doubt::UnknownIssuer => "credential.unknown-issuer",
            Doubt::UnknownKey => "credential.unknown-key",
            Doubt::UntrustedKind => "credential.untrusted-kind",
            Doubt::UnknownHolder => "credential.unknown-holder",
            Doubt::NotYetValid => "credential.not-yet-valid",
            Doubt::Expired => "credential.expired",
        }
    }
}

/// A doubt, and the part of the credential that it is about (`paper`: the days that the claims give the paper behind it).
pub type Doubted = (Doubt, &'static str);

/// What a credential is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Signed by an issuer whom the portal trusts, and in force.
    Verified,
    /// Signed so, and in force later.
    NotYetValid,
    /// Signed so, and no longer in force.
    Expired,
    /// Nobody vouches for it here.
    Unverifiable,
}

impl Trust {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Trust::Verified => "verified",
            Trust::NotYetValid => "not-yet-valid",
            Trust::Expired => "expired",
            Trust::Unverifiable => "unverifiable",
        }
    }
}

/// A credential that breaks no rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    /// Its kind (`vct`).
    pub kind: Rc<str>,
    /// Who issued it (`iss`), as it says.
    pub issuer: Option<Rc<str>>,
    /// All its claims, the disclosed ones in their places.
    pub payload: Json,
    /// The attributes of the holder that it states.
    pub stated: Vec<Stated>,
    /// JSON pointers of claims that we know, with values that we cannot read.
    pub unread: Vec<String>,
    /// What the holder discloses.
    pub disclosed: Vec<Disclosed>,
    /// What the holder does not.
    pub withheld: Vec<Withheld>,
    /// Why it is not verified, each with its place; nothing when it is.
    pub doubts: Vec<Doubted>,
    /// Whether somebody proved that it is theirs.
    pub holder: HolderBinding,
    /// Whether the issuer keeps a list of withdrawn credentials, which cannot be looked up without a network.
    pub revocable: bool,
    /// When it was issued: the paper behind it where it says so, else the credential itself.
    pub issued_on: Option<PartialDate>,
    /// The last day on which it is valid, likewise.
    pub expires_on: Option<PartialDate>,
}

impl Credential {
    /// What it is worth: verified only if nothing at all speaks against it.
    pub fn trust(&self) -> Trust {
        let expired = self.doubts.iter().any(|(doubt, _)| *doubt == Doubt::Expired);
        if self.doubts.is_empty() {
            Trust::Verified
        } else if self.doubts.iter().any(|(doubt, _)| !matches!(doubt, Doubt::Expired | Doubt::NotYetValid)) {
            Trust::Unverifiable
        } else if expired {
            Trust::Expired
        } else {
            Trust::NotYetValid
        }
    }
}

/// Reads a credential as a wallet hands it over, and checks it.
///
/// # Errors
/// [`CredentialError`] says which rule it breaks and where; no value of it is part of that.
pub fn read(text: &str, issuers: &Issuers, check: &Check) -> Result<Credential, CredentialError> {
    let sd_jwt = SdJwt::parse(text, TYPES)?;
    let payload = &sd_jwt.jwt.payload;
    let mut doubts = Vec::new();
    let issuer = optional_text(payload, "iss")?;
    let kind = optional_text(payload, "vct")?.filter(|kind| !kind.is_empty());
    let kind = kind.ok_or_else(|| CredentialError::new(Code::Kind, "jwt/payload/vct"))?;
    doubts.extend(signed(&sd_jwt, issuer.as_deref(), &kind, issuers)?);

    let unfolded = sd_jwt.unfold()?;
    in_plain_sight(&unfolded)?;
    let time = |name: &str| time(payload, name, "jwt/payload");
    let (starts, ends) = (time("nbf")?, time("exp")?);
    if starts.is_some_and(|starts| starts > check.now) {
        doubts.push((Doubt::NotYetValid, "jwt/payload/nbf"));
    }
    // RFC 7519 §4.1.4: on or after that time it must not be accepted.
    if ends.is_some_and(|ends| ends <= check.now) {
        doubts.push((Doubt::Expired, "jwt/payload/exp"));
    }
    // Unlike the others this one may be disclosed.
    let issued = self::time(&unfolded.payload, "iat", "jwt/payload")?;

    let (holder, doubt) = holder(&sd_jwt, check)?;
    doubts.extend(doubt);

    let mut kinds = vec![kind.clone()];
    match payload.get("aka_vcts") {
        None => {}
        Some(Json::Array(all)) if all.iter().all(|other| other.as_text().is_some()) => {
            kinds.extend(all.iter().filter_map(Json::as_text).cloned());
        }
        Some(_) => return Err(CredentialError::new(Code::Shape, "jwt/payload/aka_vcts")),
    }
    let reader = claims::Reader::new(&unfolded, &kinds).read();
    let issued_on = reader.date(claims::ISSUED).or_else(|| issued.and_then(day));
    let paper = reader.date(claims::EXPIRES);
    if paper.is_some_and(|paper| day(check.now).is_some_and(|today| paper.span().1 < today.span().0)) {
        doubts.push((Doubt::Expired, "paper"));
    }
    let expires_on = paper.or_else(|| ends.and_then(|ends| day(ends - 1)));
    let (stated, unread) = (reader.stated, reader.unread);
    Ok(Credential {
        kind,
        issuer,
        stated,
        unread,
        disclosed: unfolded.disclosed,
        withheld: unfolded.withheld,
        doubts,
        holder,
        revocable: payload.get("status").is_some(),
        issued_on,
        expires_on,
        payload: unfolded.payload,
    })
}

/// Holds the issuer's signature against the keys of that issuer, and of nobody else.
fn signed(
    sd_jwt: &SdJwt,
    issuer: Option<&str>,
    kind: &str,
    issuers: &Issuers,
) -> Result<Option<Doubted>, CredentialError> {
    let id = match sd_jwt.jwt.header.get("kid") {
        None => sd_jwt.unsigned_key.as_ref(),
        Some(Json::Text(id)) => Some(id),
        Some(_) => return Err(CredentialError::new(Code::Shape, "jwt/header/kid")),
    };
    let Some(name) = issuer else { return Ok(Some((Doubt::NoIssuer, "jwt/payload/iss"))) };
    let Some(issuer) = issuers.named(name) else { return Ok(Some((Doubt::UnknownIssuer, "jwt/payload/iss"))) };
    // A key without a name may be the one that is meant.
    let named = |key: &&IssuerKey| id.is_none() || key.id.is_none() || key.id.as_ref() == id;
    let keys: Vec<&IssuerKey> = issuer.keys.iter().filter(named).collect();
    if keys.is_empty() {
        let stranger = |key: &IssuerKey| key.id.as_ref() == id;
        if id.is_some() && issuers.all().iter().any(|other| other.keys.iter().any(stranger)) {
            return Err(CredentialError::new(Code::OtherIssuer, "jwt/header/kid"));
        }
        return Ok(Some((Doubt::UnknownKey, "jwt/header/kid")));
    }
    let fits = |key: &&&IssuerKey| key.key.algorithm() == sd_jwt.jwt.algorithm;
    if !keys.iter().any(|key| fits(&key)) {
        // By name it is this key, and this key does not sign so.
        return match id {
            Some(_) if keys.iter().any(|key| key.id.as_ref() == id) => {
                Err(CredentialError::new(Code::Algorithm, "jwt/header/alg"))
            }
            _ => Ok(Some((Doubt::UnknownKey, "jwt/header/alg"))),
        };
    }
    if !keys.iter().any(|key| sd_jwt.signed_by(&sd_jwt.jwt, &key.key)) {
        return Err(CredentialError::new(Code::Signature, "jwt/signature"));
    }
    let trusted = issuer.kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|k| **k == *kind));
    Ok((!trusted).then_some((Doubt::UntrustedKind, "jwt/payload/vct")))
}

/// What decides about validity is neither disclosed nor withheld, as a whole or in part.
fn in_plain_sight(unfolded: &Unfolded) -> Result<(), CredentialError> {
    let first = |pointer: &str| pointer.split('/').nth(1).map(|token| token.replace("~1", "/").replace("~0", "~"));
    let decides = |pointer: &str| first(pointer).is_some_and(|name| IN_PLAIN_SIGHT.contains(&&*name));
    if let Some(at) = unfolded.disclosed.iter().find(|d| decides(&d.pointer)) {
        return Err(CredentialError::new(Code::Hidden, format!("disclosure/{}", at.number)));
    }
    match unfolded.withheld.iter().find(|w| decides(&w.pointer)) {
        Some(at) => Err(CredentialError::new(Code::Hidden, ["jwt/payload", &*at.pointer].concat())),
        None => Ok(()),
    }
}

/// Checks the holder's proof (RFC 9901 §7.3), if there is one.
fn holder(sd_jwt: &SdJwt, check: &Check) -> Result<(HolderBinding, Option<Doubted>), CredentialError> {
    let confirmation = match sd_jwt.jwt.payload.get("cnf") {
        None => None,
        Some(Json::Object(_)) => sd_jwt.jwt.payload.get("cnf"),
        Some(_) => return Err(CredentialError::new(Code::Shape, "jwt/payload/cnf")),
    };
    let key = confirmation.and_then(|c| c.get("jwk"));
    let key = key.map(|jwk| PublicKey::from_jwk(jwk, "jwt/payload/cnf/jwk")).transpose()?;
    let claimed = if confirmation.is_some() { HolderBinding::Claimed } else { HolderBinding::None };
    let Some(proof) = &sd_jwt.proof else { return Ok((claimed, None)) };
    let fail = |code, place: &str| Err(CredentialError::new(code, place));
    let key = match (key, confirmation) {
        (Some(key), _) => key,
        (None, Some(_)) => return Ok((claimed, Some((Doubt::UnknownHolder, "jwt/payload/cnf")))),
        (None, None) => return fail(Code::NoHolderKey, "jwt/payload/cnf"),
    };
    if key.algorithm() != proof.algorithm {
        return fail(Code::Algorithm, "kb/header/alg");
    }
    if !sd_jwt.signed_by(proof, &key) {
        return fail(Code::Signature, "kb/signature");
    }
    let text = |name: &str| {
        let text = proof.payload.get(name).and_then(Json::as_text);
        text.ok_or_else(|| CredentialError::new(Code::Shape, ["kb/payload/", name].concat()))
    };
    let (nonce, audience, digest) = (text("nonce")?, text("aud")?, text("sd_hash")?);
    let Some(made) = time(&proof.payload, "iat", "kb/payload")? else { return fail(Code::Shape, "kb/payload/iat") };
    if **digest != sd_jwt.presentation_digest() {
        return fail(Code::Presentation, "kb/payload/sd_hash");
    }
    let Some(asked) = check.challenge else { return Ok((claimed, None)) };
    if **nonce != *asked.nonce {
        return fail(Code::Nonce, "kb/payload/nonce");
    }
    if **audience != *asked.audience {
        return fail(Code::Audience, "kb/payload/aud");
    }
    if made > check.now + CLOCKS || made < check.now - PROOF_AGE {
        return fail(Code::ProofTime, "kb/payload/iat");
    }
    Ok((HolderBinding::Proven, None))
}

fn optional_text(payload: &Json, name: &str) -> Result<Option<Rc<str>>, CredentialError> {
    match payload.get(name) {
        None => Ok(None),
        Some(Json::Text(text)) => Ok(Some(text.clone())),
        Some(_) => Err(CredentialError::new(Code::Shape, ["jwt/payload/", name].concat())),
    }
}

/// A time in seconds (RFC 7519 §2, "NumericDate"); a fraction of a second decides nothing.
fn time(payload: &Json, name: &str, place: &str) -> Result<Option<i64>, CredentialError> {
    let seconds = match payload.get(name) {
        None => return Ok(None),
        Some(Json::Int(seconds)) => Some(*seconds),
        Some(Json::Float(seconds)) => Some(seconds.floor() as i64), // what is too great becomes the greatest
        Some(_) => None,
    };
    match seconds {
        Some(seconds) if (-YEAR_10000..YEAR_10000).contains(&seconds) => Ok(Some(seconds)),
        _ => Err(CredentialError::new(Code::Time, [place, "/", name].concat())),
    }
}

/// The day in Vietnam; `None` when it is so far off that it says nothing.
fn day(seconds: i64) -> Option<PartialDate> {
    let julian = seconds.checked_add(OFFSET)?.div_euclid(DAY).checked_add(EPOCH)?;
    let day = Day::from_julian_day(i32::try_from(julian).ok()?).ok()?;
    PartialDate::from_ymd(day.year(), day.month().into(), day.day()).ok()
}
