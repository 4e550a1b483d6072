//! A table as one variant of an enum: a word that stands under one of its keys, and the rest of its keys as the fields.
//!
//! `{ at = …, do = "appoint", provider = "feld", months = 24 }` is read as the variant `appoint` with the fields `provider` and `months`,
//! when `at` and `do` were asked for before. Serde's own internal tagging would lose the places of the values.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer as _, MapAccess, VariantAccess, Visitor,
    value::StrDeserializer,
};
use toml::{
    Spanned,
    de::{DeString, DeValue},
};

use super::{
    document::Faults,
    value::Value,
    wrong::{Wrong, not_one_of},
};

/// A variant's word and its fields.
#[derive(Debug, Clone)]
pub struct Named<'d, 't> {
    word: &'d str,
    /// Where a fault is placed that has no place of its own.
    at: usize,
    /// The keys that are known beside the fields.
    beside: Vec<&'static str>,
    fields: Vec<(&'d Spanned<DeString<'t>>, &'d Spanned<DeValue<'t>>)>,
    faults: &'d Faults<'t>,
}

impl<'d, 't> Named<'d, 't> {
    pub(super) const fn new(
        word: &'d str,
        at: usize,
        beside: Vec<&'static str>,
        fields: Vec<(&'d Spanned<DeString<'t>>, &'d Spanned<DeValue<'t>>)>,
        faults: &'d Faults<'t>,
    ) -> Self {
        Self { word, at, beside, fields, faults }
    }

    /// The word.
    #[must_use]
    pub const fn word(&self) -> &'d str {
        self.word
    }

    /// Notes every key that is no field; whether there is none.
    fn all_known(&self, fields: &[&'static str]) -> bool {
        let strange = |key: &&Spanned<DeString<'_>>| !fields.contains(&key.get_ref().as_ref());
        let mut known = true;
        for key in self.fields.iter().map(|(key, _)| *key).filter(strange) {
            known = false;
            let all: Vec<&str> = fields.iter().chain(&self.beside).copied().collect();
            self.faults.add(key.span().start, format!("{} (in `{}`)", not_one_of(key.get_ref(), &all), self.word));
        }
        known
    }

    fn fields<'de, V: Visitor<'de>>(self, fields: &[&'static str], visitor: V) -> Result<V::Value, Wrong> {
        if !self.all_known(fields) {
            return Err(Wrong::noted(self.at));
        }
        let at = self.at;
        visitor.visit_map(Fields { left: self.fields.into_iter(), value: None }).map_err(|wrong| wrong.placed(at))
    }
}

impl<'de> Deserializer<'de> for Named<'_, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let at = self.at;
        visitor.visit_enum(self).map_err(|wrong| wrong.placed(at))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Named<'_, '_> {
    type Error = Wrong;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Wrong> {
        let word: StrDeserializer<'_, Wrong> = self.word.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Named<'_, '_> {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        if self.all_known(&[]) { Ok(()) } else { Err(Wrong::noted(self.at)) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        seed.deserialize(Content(self))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Wrong> {
        Err(Wrong::custom("a variant without names of its fields cannot be written in a table"))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Wrong> {
        self.fields(fields, visitor)
    }
}

/// The fields of a variant that is a struct of its own.
#[derive(Debug, Clone)]
pub struct Content<'d, 't>(Named<'d, 't>);

impl<'d, 't> Content<'d, 't> {
    pub(super) const fn of(named: Named<'d, 't>) -> Self {
        Self(named)
    }
}

impl<'de> Deserializer<'de> for Content<'_, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_map(Fields { left: self.0.fields.into_iter(), value: None })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.0.fields(fields, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}

struct Fields<'d, 't, I> {
    left: I,
    value: Option<(&'d str, &'d Spanned<DeValue<'t>>)>,
}

impl<'de, 'd, 't: 'd, I> MapAccess<'de> for Fields<'d, 't, I>
where
    I: Iterator<Item = (&'d Spanned<DeString<'t>>, &'d Spanned<DeValue<'t>>)>,
{
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some((key, value)) = self.left.next() else {
            return Ok(None);
        };
        self.value = Some((key.get_ref().as_ref(), value));
        let word: StrDeserializer<'_, Wrong> = key.get_ref().as_ref().into_deserializer();
        seed.deserialize(word).map(Some).map_err(|wrong| wrong.placed(key.span().start))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (key, value) = self.value.take().ok_or_else(|| Wrong::custom("a key without a value"))?;
        seed.deserialize(Value(value)).map_err(|wrong| wrong.named(key).placed(value.span().start))
    }
}
