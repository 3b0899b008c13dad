//! Tables of living things: a place is used again once its entry has gone, so that a table is as large as the most that
//! ever lived at once. An entry's running number is its generation: a key of an earlier one finds nothing.

/// Names an entry of a [`Slab`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key<I> {
    index: u32,
    /// The number that readers see.
    pub(crate) id: I,
}

/// A table.
#[derive(Clone, Debug)]
pub(crate) struct Slab<I, T> {
    entries: Vec<Option<(I, T)>>,
    free: Vec<u32>,
}

impl<I, T> Default for Slab<I, T> {
    fn default() -> Self {
        Self { entries: Vec::new(), free: Vec::new() }
    }
}

impl<I: Copy + Ord, T> Slab<I, T> {
    /// The key that [`add`](Self::add) will give to the next entry, if that has this number.
    pub(crate) fn next_key(&self, id: I) -> Key<I> {
        let new = || u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        Key { index: self.free.last().copied().unwrap_or_else(new), id }
    }

    /// How much memory a clone takes, but for what entries own elsewhere [bytes].
    pub(crate) fn size(&self) -> usize {
        self.entries.len() * size_of::<Option<(I, T)>>() + self.free.len() * size_of::<u32>()
    }

    /// Adds an entry under a number that no other has had.
    pub(crate) fn add(&mut self, id: I, value: T) -> Key<I> {
        let index = match self.free.pop() {
            Some(index) => index,
            None => {
                self.entries.push(None);
                u32::try_from(self.entries.len() - 1).unwrap_or(u32::MAX)
            }
        };
        self.entries[index as usize] = Some((id, value));
        Key { index, id }
    }

    /// The entry.
    pub(crate) fn get(&self, key: Key<I>) -> Option<&T> {
        match self.entries.get(key.index as usize)? {
            Some((id, value)) if *id == key.id => Some(value),
            _ => None,
        }
    }

    /// The entry, to be changed.
    pub(crate) fn get_mut(&mut self, key: Key<I>) -> Option<&mut T> {
        match self.entries.get_mut(key.index as usize)? {
            Some((id, value)) if *id == key.id => Some(value),
            _ => None,
        }
    }

    /// Takes an entry out.
    pub(crate) fn remove(&mut self, key: Key<I>) -> Option<T> {
        let entry = self.entries.get_mut(key.index as usize)?;
        if !matches!(entry, Some((id, _)) if *id == key.id) {
            return None;
        }
        self.free.push(key.index);
        entry.take().map(|(_, value)| value)
    }

    /// Entries with their keys, in no order that means anything.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key<I>, &T)> {
        let entries = (0..).zip(&self.entries);
        entries.filter_map(|(index, entry)| entry.as_ref().map(|(id, value)| (Key { index, id: *id }, value)))
    }

    /// A table beside a slab: an entry at the place of each key, which the slab has given out.
    pub(crate) fn put(&mut self, key: Key<I>, value: T) {
        let index = key.index as usize;
        if index >= self.entries.len() {
            self.entries.resize_with(index + 1, || None);
        }
        self.entries[index] = Some((key.id, value));
    }

    /// Takes an entry out of a table beside a slab.
    pub(crate) fn take(&mut self, key: Key<I>) -> Option<T> {
        let entry = self.entries.get_mut(key.index as usize)?;
        if !matches!(entry, Some((id, _)) if *id == key.id) {
            return None;
        }
        entry.take().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_used_again_and_the_old_key_finds_nothing() {
        let mut slab: Slab<u32, char> = Slab::default();
        let a = slab.add(1, 'a');
        let b = slab.add(2, 'b');
        assert_eq!(slab.remove(a), Some('a'));
        assert_eq!((slab.remove(a), slab.get(a)), (None, None));
        let c = slab.add(3, 'c');
        assert_eq!((slab.get(a), slab.get(b), slab.get(c)), (None, Some(&'b'), Some(&'c')));
        assert_eq!(slab.entries.len(), 2, "no more places than lived at once");
        let mut left: Vec<u32> = slab.iter().map(|(key, _)| key.id).collect();
        left.sort_unstable();
        assert_eq!(left, [2, 3]);
    }

    #[test]
    fn a_table_beside_a_slab_has_its_places() {
        let mut slab: Slab<u32, ()> = Slab::default();
        let mut beside: Slab<u32, char> = Slab::default();
        let keys: Vec<_> = (0..3).map(|id| slab.add(id, ())).collect();
        beside.put(keys[2], 'c');
        beside.put(keys[0], 'a');
        assert_eq!((beside.get(keys[0]), beside.get(keys[1]), beside.get(keys[2])), (Some(&'a'), None, Some(&'c')));
        assert_eq!((beside.take(keys[2]), beside.take(keys[2])), (Some('c'), None));
    }
}
