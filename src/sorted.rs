//! A small map in key order.
//!
//! What a dossier keeps by name (rows, casting, what was typed) is some dozens of entries, read much more often than
//! written: a sorted list is as fast as a tree there, and its code is a tenth. Measured in the released module: the
//! `BTreeMap`s and `BTreeSet`s that stood here were 27 KB of WebAssembly, 6 % of it.

use std::borrow::Borrow;

/// A map from names to values, in the order of the names.
#[derive(Clone, Debug, PartialEq)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Map(Vec::new())
    }
}

impl<K: Borrow<str>, V> Map<K, V> {
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(k, _)| k.borrow().cmp(key))
    }

    /// The value of a name.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.place(key).ok().map(|at| &self.0[at].1)
    }

    /// Whether there is one.
    pub fn contains(&self, key: &str) -> bool {
        self.place(key).is_ok()
    }

    /// Sets a value; whether the name is new.
    pub fn insert(&mut self, key: K, value: V) -> bool {
        match self.place(key.borrow()) {
            Ok(at) => {
                self.0[at].1 = value;
                false
            }
            Err(at) => {
                self.0.insert(at, (key, value));
                true
            }
        }
    }

    /// Takes a name out.
    pub fn remove(&mut self, key: &str) {
        if let Ok(at) = self.place(key) {
            self.0.remove(at);
        }
    }

    /// The value to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        match self.place(key) {
            Ok(at) => Some(&mut self.0[at].1),
            Err(_) => None,
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps what is wanted.
    pub fn retain(&mut self, mut wanted: impl FnMut(&K, &V) -> bool) {
        self.0.retain(|(k, v)| wanted(k, v));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// In the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(k, v)| (k, v))
    }

    /// The values, in the order of the names.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, v)| v)
    }

    /// The values, to change.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, v)| v)
    }
}

impl<K: Borrow<str> + for<'k> From<&'k str>, V: Default> Map<K, V> {
    /// The value to change, made if there was none.
    pub fn entry(&mut self, key: &str) -> &mut V {
        let at = match self.place(key) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key.into(), V::default()));
                at
            }
        };
        &mut self.0[at].1
    }
}

#[cfg(test)]
mod tests {
    use super::Map;
    use proptest::prelude::*;
    use std::{collections::BTreeMap, rc::Rc};

    proptest! {
        /// As the tree of the standard library does.
        #[test]
        fn behaves_like_a_tree(steps in prop::collection::vec(("[a-c]{0,2}", 0..4u8, 0..9u8), 0..60)) {
            let (mut map, mut tree): (Map<Rc<str>, u8>, BTreeMap<String, u8>) = Default::default();
            for (key, what, value) in steps {
                match what {
                    0 => prop_assert_eq!(map.insert(key.as_str().into(), value), tree.insert(key, value).is_none()),
                    1 => {
                        map.remove(&key);
                        tree.remove(&key);
                    }
                    2 => {
                        *map.entry(&key) ^= value;
                        *tree.entry(key).or_default() ^= value;
                    }
                    _ => {
                        map.retain(|k, v| **k != *key && *v < 8);
                        tree.retain(|k, v| *k != key && *v < 8);
                    }
                }
                prop_assert!(map.iter().map(|(k, v)| (&**k, v)).eq(tree.iter().map(|(k, v)| (k.as_str(), v))));
                prop_assert!(["", "a", "ab", "c", "cc"].iter().all(|k| map.get(k) == tree.get(*k)));
            }
        }
    }
}
