using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace Squaremcp.Frontend.Pages;

/// <summary>HTML that is safe to send: whatever is put into one of its texts is encoded, unless it is HTML itself.</summary>
internal sealed class Html
{
    internal static readonly Html Nothing = new("");

    private readonly string text;

    private Html(string text) => this.text = text;

    public override string ToString() => text;

    internal static Html Of(Writing writing) => new(writing.Text);

    internal static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts.Select(part => part.text)));

    /// <summary>What the compiler makes of an interpolated text.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Writing
    {
        private readonly StringBuilder builder;

        public Writing(int literalLength, int formattedCount) => builder = new(literalLength + (formattedCount * 16));

        internal string Text => builder.ToString();

        public void AppendLiteral(string literal) => builder.Append(literal);

        public void AppendFormatted(string? value) => builder.Append(HtmlEncoder.Default.Encode(value ?? ""));

        public void AppendFormatted(Html value) => builder.Append(value.text);

        public void AppendFormatted(int value) => builder.Append(value);
    }
}
