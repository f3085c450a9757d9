//! The vault: what a citizen has once shown or typed, kept so that nobody else can read it.
//!
//! Passphrase → Argon2id → key-encrypting key → vault key → a fresh key for every object → the object. A passkey's
//! secret is a second way to the same vault key. The formats are described byte by byte in `docs/vault.md`, what they
//! promise in `SECURITY.md`; `tests/fixtures/vault/v1` holds them for ever.
//!
//! Pure: time and random bytes come in as arguments, and what is stored goes through [`VaultStore`]. Nothing of the
//! element calls it: it is for a worker of its own, which ends when the vault is locked (a page cannot wipe its memory).

mod bytes;
mod cipher;
mod envelope;
mod export;
mod head;
mod kdf;
mod object;
mod restore;
mod state;
mod store;

pub use cipher::{Content, Key};
pub use envelope::{Credential, Envelope, Method, open_envelope, seal_envelope};
pub use export::{Entry, ExportEntry, Exported, MAX_ENTRIES, MAX_EXPORT, open_export};
pub use head::{Backup, Head, Listed};
pub use kdf::{Argon, MAX_PASSPHRASE, MIN_PASSPHRASE, Tested, known_answers, normal_passphrase, self_test};
pub use object::{Kind, MAX_CONTENT, Meta, Sealed, open_object, open_object_as, padded_length, seal_object};
pub use restore::{Choice, Preview};
pub use state::{Base, Edit, MAX_WAIT, MAX_WAYS, Opened, Vault, Wiped};
pub use store::{Change, MemoryStore, StoreError, Stored, VaultStore, ready};

use cipher::fresh;

/// Version of the formats that this code writes. It reads every version up to it, and touches no newer one.
pub const VERSION: u8 = 1;

/// Names a vault, an object, a way in or a slot of the store: 16 random bytes, which say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

/// Random bytes, of a quality fit for keys: in the browser `crypto.getRandomValues`.
pub trait Random {
    /// Fills all of `bytes`, or says that there is no randomness.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom>;
}

/// There are no random bytes to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRandom;

impl<F: FnMut(&mut [u8]) -> Result<(), NoRandom>> Random for F {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NoRandom> {
        self(bytes)
    }
}

/// Why the vault did not do it. Nothing of what it holds is in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The bytes are not what was written: cut off, overwritten, something else altogether. Their check sum says so, no key is
    /// needed; so this is never taken for a wrong passphrase.
    Damaged,
    /// Whole, but not as written with this key: somebody changed it on purpose.
    Forged,
    /// Written by a newer version of the program: not read, and not touched.
    Newer {
        /// The version it states.
        version: u32,
    },
    /// Something else of the vault's stands here: a key where an object should be.
    Kind,
    /// Sealed in a way that this version does not know.
    Algorithm,
    /// The cost or the salt of the key derivation is out of bounds. Found before anything was derived or allocated.
    Cost,
    /// The device has not enough memory for the key derivation.
    Memory,
    /// The passphrase is not the one.
    Passphrase,
    /// No passphrase was given, or one that is too short to protect anything, or too long.
    PassphraseLength,
    /// The passkey's secret is not the one.
    Secret,
    /// There is no way in of this sort: a passkey was given, and the vault has none.
    NoWay,
    /// It is a way into this vault, but no longer one, or not yet: its passphrase was changed, or the change was interrupted.
    Retired,
    /// Belongs to another vault.
    OtherVault,
    /// Belongs to this vault, sealed with a key that it had before.
    OtherKey,
    /// Another object than the one that belongs here.
    OtherObject,
    /// An older state than was seen before: something was put back.
    Rollback,
    /// The filling behind the content is not as it is written.
    Padding,
    /// The same thing stands twice, or things are out of order.
    Duplicate,
    /// What is sealed is no list that the vault writes.
    Content,
    /// Larger than the vault takes, or more of them.
    TooLarge,
    /// Listed, but not there.
    Missing,
    /// Something is behind the end.
    Trailing,
    /// Key derivation or encryption of this device does not give the known answers: nothing would be safe, or readable elsewhere.
    SelfTest,
    /// There are no random bytes to be had, or what came is not random.
    Random,
    /// What was written did not open again. The old is untouched.
    Unverified,
    /// The vault is locked.
    Locked,
    /// Too many wrong passphrases just now.
    Wait {
        /// Milliseconds from now.
        ms: u64,
    },
    /// There is no vault here (any more).
    Gone,
    /// There is one already.
    Exists,
    /// What is inside the objects is of an older version of the application: it is migrated before anything is written.
    Outdated,
    /// Somebody else changed the same object meanwhile.
    Conflict,
    /// The others do not stop writing.
    Busy,
    /// The last way in cannot be taken away, and there cannot be more than [`MAX_WAYS`].
    Ways,
    /// What should have been deleted is still there.
    NotWiped,
    /// The store did not do it.
    Store(StoreError),
}

impl Error {
    /// The stable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Damaged => "vault.damaged",
            Error::Forged => "vault.forged",
            Error::Newer { .. } => "vault.newer",
            Error::Kind => "vault.kind",
            Error::Algorithm => "vault.algorithm",
            Error::Cost => "vault.cost",
            Error::Memory => "vault.memory",
            Error::Passphrase => "vault.passphrase",
            Error::PassphraseLength => "vault.passphrase-length",
            Error::Secret => "vault.secret",
            Error::NoWay => "vault.no-way",
            Error::Retired => "vault.retired",
            Error::OtherVault => "vault.other-vault",
            Error::OtherKey => "vault.other-key",
            Error::OtherObject => "vault.other-object",
            Error::Rollback => "vault.rollback",
            Error::Padding => "vault.padding",
            Error::Duplicate => "vault.duplicate",
            Error::Content => "vault.content",
            Error::TooLarge => "vault.too-large",
            Error::Missing => "vault.missing",
            Error::Trailing => "vault.trailing",
            Error::SelfTest => "vault.self-test",
            Error::Random => "vault.random",
            Error::Unverified => "vault.unverified",
            Error::Locked => "vault.locked",
            Error::Wait { .. } => "vault.wait",
            Error::Gone => "vault.gone",
            Error::Exists => "vault.exists",
            Error::Outdated => "vault.outdated",
            Error::Conflict => "vault.conflict",
            Error::Busy => "vault.busy",
            Error::Ways => "vault.ways",
            Error::NotWiped => "vault.not-wiped",
            Error::Store(error) => error.code(),
        }
    }
}

impl From<NoRandom> for Error {
    fn from(_: NoRandom) -> Self {
        Error::Random
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Error::Store(error)
    }
}

impl Id {
    /// A new one.
    pub fn fresh(random: &mut impl Random) -> Result<Self, Error> {
        fresh(random).map(Id)
    }
}
