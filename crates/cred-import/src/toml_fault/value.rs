//! One value of a file, read by serde: the core's own types say what fits, and the fault keeps its place.

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
    value::{MapAccessDeserializer, StrDeserializer},
};
use toml::{
    Spanned,
    de::{DeString, DeValue},
};

use super::wrong::Wrong;

/// A value with its place.
#[derive(Debug, Clone, Copy)]
pub struct Value<'d, 't>(pub(crate) &'d Spanned<DeValue<'t>>);

impl Value<'_, '_> {
    /// Where it begins.
    pub fn at(self) -> usize {
        self.0.span().start
    }

    fn mismatch<'de, V: Visitor<'de>>(self, expected: &V) -> Wrong {
        match self.0.get_ref() {
            DeValue::Datetime(date) => Wrong::invalid_type(Unexpected::Other(&format!("the date `{date}`")), expected),
            DeValue::Integer(number) => {
                Wrong::invalid_type(Unexpected::Other(&format!("the number `{number}`")), expected)
            }
            DeValue::Float(number) => {
                Wrong::invalid_type(Unexpected::Other(&format!("the number `{number}`")), expected)
            }
            DeValue::Boolean(word) => Wrong::invalid_type(Unexpected::Bool(*word), expected),
            DeValue::String(text) => Wrong::invalid_type(Unexpected::Str(text), expected),
            DeValue::Array(_) => Wrong::invalid_type(Unexpected::Seq, expected),
            DeValue::Table(_) => Wrong::invalid_type(Unexpected::Map, expected),
        }
        .placed(self.at())
    }
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0.get_ref() {
            DeValue::String(text) => visitor.visit_str(text),
            DeValue::Boolean(word) => visitor.visit_bool(*word),
            DeValue::Integer(number) => match u64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => Err(self.mismatch(&visitor)),
            },
            DeValue::Array(items) => visitor.visit_seq(Items(items.iter())),
            DeValue::Table(table) => visitor.visit_map(Entries { left: table.iter(), value: None }),
            // A date is offered as its text: what is written as a date in TOML is one of our own types that read text.
            DeValue::Datetime(date) => {
                let mismatch = self.mismatch(&visitor);
                visitor
                    .visit_str(&date.to_string())
                    .map_err(|wrong: Wrong| if wrong.is_of_type() { mismatch } else { wrong })
            }
            DeValue::Float(_) => Err(self.mismatch(&visitor)),
        }
        .map_err(|wrong| wrong.placed(self.at()))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    /// A bare word, or a table with one key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.0.get_ref() {
            DeValue::String(word) => {
                let word: StrDeserializer<'_, Wrong> = word.as_ref().into_deserializer();
                visitor.visit_enum(word)
            }
            DeValue::Table(table) if table.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(Entries { left: table.iter(), value: None }))
            }
            DeValue::Table(_)
            | DeValue::Array(_)
            | DeValue::Boolean(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Datetime(_) => Err(self.mismatch(&visitor)),
        }
        .map_err(|wrong| wrong.placed(self.at()))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Value<'_, '_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

struct Items<'d, 't>(std::slice::Iter<'d, Spanned<DeValue<'t>>>);

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        self.0.next().map(|item| seed.deserialize(Value(item)).map_err(|w| w.placed(item.span().start))).transpose()
    }
}

struct Entries<'d, 't, I> {
    left: I,
    value: Option<&'d Spanned<DeValue<'t>>>,
}

impl<'de, 'd, 't: 'd, I> MapAccess<'de> for Entries<'d, 't, I>
where
    I: Iterator<Item = (&'d Spanned<DeString<'t>>, &'d Spanned<DeValue<'t>>)>,
{
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some((key, value)) = self.left.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let word: StrDeserializer<'_, Wrong> = key.get_ref().as_ref().into_deserializer();
        seed.deserialize(word).map(Some).map_err(|wrong| wrong.placed(key.span().start))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let value = self.value.take().ok_or_else(|| Wrong::custom("a key without a value"))?;
        seed.deserialize(Value(value)).map_err(|wrong| wrong.placed(value.span().start))
    }
}
