//! Reads the JSON of the library, of which a test knows that it is valid: what is wrong is not told, so that the machinery of
//! messages, and of the floats in them, does not reach the page. Files of others are read by `serde_json`.

use std::fmt;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

/// Reads what is valid; `None` for what is not.
pub(super) fn read<'de, T: de::Deserialize<'de>>(json: &'de str) -> Option<T> {
    let mut reader = Reader { rest: json };
    let read = T::deserialize(&mut reader).ok()?;
    (reader.peek().is_none()).then_some(read)
}

/// Something is not as it should be.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("broken")
    }
}

impl std::error::Error for Broken {}

impl de::Error for Broken {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// What is left to read.
struct Reader<'de> {
    rest: &'de str,
}

impl<'de> Reader<'de> {
    /// The next sign that is no space.
    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.bytes().next()
    }

    /// Takes a sign that must stand here.
    fn take(&mut self, sign: u8) -> Result<(), Broken> {
        if self.peek() != Some(sign) {
            return Err(Broken);
        }
        self.rest = self.rest.get(1..).ok_or(Broken)?;
        Ok(())
    }

    /// Takes so many bytes.
    fn split(&mut self, at: usize) -> &'de str {
        let (taken, rest) = self.rest.split_at(at);
        self.rest = rest;
        taken
    }

    /// A text; the library escapes nothing but quotes and backslashes.
    fn text(&mut self) -> Result<String, Broken> {
        self.take(b'"')?;
        let mut text = String::new();
        loop {
            let end = self.rest.bytes().position(|byte| byte == b'"' || byte == b'\\').ok_or(Broken)?;
            text.push_str(self.split(end));
            let sign = self.split(1);
            if sign == "\"" {
                return Ok(text);
            }
            match self.rest.bytes().next() {
                Some(b'"' | b'\\') => text.push_str(self.split(1)),
                _ => return Err(Broken),
            }
        }
    }

    fn number(&mut self) -> Result<u64, Broken> {
        let end = self.rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        self.split(end).parse().map_err(|_| Broken)
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Broken;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        match self.peek() {
            Some(b'"') => visitor.visit_string(self.text()?),
            Some(b'{') => {
                self.take(b'{')?;
                visitor.visit_map(Entries { reader: self, first: true, ended: false })
            }
            Some(b'[') => {
                self.take(b'[')?;
                let mut entries = Entries { reader: self, first: true, ended: false };
                let value = visitor.visit_seq(&mut entries)?;
                // Who wants so many does not look for the end.
                if entries.ended || !entries.goes_on(b']')? { Ok(value) } else { Err(Broken) }
            }
            Some(b'0'..=b'9') => visitor.visit_u64(self.number()?),
            _ => Err(Broken),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Broken> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Broken> {
        let holds = self.peek() == Some(b'{');
        if holds {
            self.take(b'{')?;
        }
        let value = visitor.visit_enum(Variant { reader: self, holds })?;
        if holds {
            self.take(b'}')?;
        }
        Ok(value)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The entries of a list or of an object.
struct Entries<'a, 'de> {
    reader: &'a mut Reader<'de>,
    first: bool,
    ended: bool,
}

impl Entries<'_, '_> {
    /// Whether there is another one; else the end is read.
    fn goes_on(&mut self, end: u8) -> Result<bool, Broken> {
        if self.reader.peek() == Some(end) {
            self.ended = true;
            self.reader.take(end)?;
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.take(b',')?;
        }
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for &mut Entries<'_, 'de> {
    type Error = Broken;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Broken> {
        if !self.goes_on(b']')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Broken;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Broken> {
        if !self.goes_on(b'}')? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Broken> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant of an enum: its name, or an object of its name and what it holds.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    holds: bool,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Broken;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Broken> {
        let variant = seed.deserialize(&mut *self.reader)?;
        if self.holds {
            self.reader.take(b':')?;
        }
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Broken;

    fn unit_variant(self) -> Result<(), Broken> {
        if self.holds { Err(Broken) } else { Ok(()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Broken> {
        if self.holds { seed.deserialize(self.reader) } else { Err(Broken) }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Broken> {
        Err(Broken)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Broken> {
        Err(Broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{DistSpec, GapsSpec, Localized};

    #[test]
    fn it_reads_what_serde_json_reads() {
        assert_eq!(
            read(r#" { "en" : "a \"b\"", "ko" : "가" } "#),
            Some(Localized { en: "a \"b\"".into(), ko: "가".into() })
        );
        assert_eq!(read(r#"{ "uniform": [1, 2] }"#), Some(DistSpec::Uniform([1, 2])));
        assert_eq!(read(r#""even""#), Some(GapsSpec::Even));
        assert_eq!(read("[]"), Some(Vec::<u64>::new()));
    }

    #[test]
    fn what_is_broken_is_nothing() {
        for json in
            ["", "{", r#"{ "en": "a" }"#, r#"{ "en": "a", "ko": "b", "de": "c" }"#, r#"{ "en": "a" "ko": "b" }"#]
        {
            assert_eq!(read::<Localized>(json), None, "{json}");
        }
        assert_eq!(read::<Vec<u64>>("[1] 2"), None);
    }
}
