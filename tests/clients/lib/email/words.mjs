// What the messages talk about, by charset.

const everything = ["plain", "mail", "offer", "Größe", "Straße", "café", "naïve", "Привет", "мир", "日本語", "中文", "한국어", "עברית", "مرحبا", "ελληνικά", "😀", "x".repeat(90), "=", "a.b", "100%", "it's", "<b>", "&amp;"];

const narrow = [
  ["iso-8859-1", ["Größe", "café", "naïve", "plain"]],
  ["windows-1252", ["Größe", "“café”", "€5", "plain"]],
  ["koi8-r", ["Привет", "мир", "plain"]],
  ["windows-1251", ["Привет", "мир"]],
  ["iso-2022-jp", ["日本語", "こんにちは", "plain"]],
  ["shift_jis", ["日本語", "plain"]],
  ["euc-jp", ["日本語", "plain"]],
  ["gb18030", ["中文", "你好", "€5", "plain"]],
  ["big5", ["中文", "plain"]],
  ["euc-kr", ["한국어", "plain"]],
  ["iso-8859-15", ["Größe", "€5"]],
];

export class Words {
  constructor(chance, charset = "utf-8") {
    this.chance = chance;
    this.charset = charset;
    this.vocabulary = narrow.find(([name]) => name === charset)?.[1] ?? everything;
  }

  static charset(chance) {
    return chance.happens(0.5) ? chance.of(narrow)[0] : "utf-8";
  }

  line(most) {
    return this.chance.some(1, most, () => this.chance.of(this.vocabulary)).join(" ");
  }

  lines(most) {
    return this.chance.some(1, most, () => (this.chance.happens(0.2) ? "" : this.line(12))).join("\n").trim() || "empty";
  }
}
