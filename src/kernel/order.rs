//! The one sort of the engine: every type that is sorted by a sort of its own brings kilobytes of machine code.

/// Puts entries into the order of their keys; those with one key stay in order.
pub fn order<T>(entries: &mut Vec<T>, key: impl Fn(&T) -> (u64, u64)) {
    let mut keys: Vec<(u64, u64, usize)> = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let (first, second) = key(entry);
        keys.push((first, second, index));
    }
    sort(&mut keys);
    let mut from: Vec<Option<T>> = Vec::with_capacity(entries.len());
    for entry in entries.drain(..) {
        from.push(Some(entry));
    }
    for (.., index) in keys {
        if let Some(entry) = from[index].take() {
            entries.push(entry);
        }
    }
}

/// Apart from what is sorted, so that it is compiled once.
#[inline(never)]
fn sort(keys: &mut [(u64, u64, usize)]) {
    keys.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_one_key_stays_in_order() {
        let mut entries = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        order(&mut entries, |&(key, _)| (0, key));
        assert_eq!(entries.iter().map(|&(_, letter)| letter).collect::<String>(), "ebdac");
    }
}
