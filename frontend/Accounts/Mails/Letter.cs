using Squaremcp.Frontend.Pages;

namespace Squaremcp.Frontend.Accounts.Mails;

/// <summary>A mail to a person: its subject and what it says, from which text and HTML are both made. In HTML every value is escaped, in the text none is.</summary>
internal abstract record Letter
{
    internal abstract string Subject { get; }

    protected abstract IEnumerable<Part> Parts { get; }

    internal string Text => string.Join("\n\n", Parts.Select(part => part.Link is { } link ? $"{part.Words}:\n{link}" : part.Words)) + "\n\nSquareMCP\n";

    /// <summary>Styles stand where they are used: mail programs leave style sheets out.</summary>
    internal string Html => Pages.Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Subject}</title></head>
        <body style="margin:0;padding:24px;background:#eef1f5;color:#16202c;font:16px/1.5 system-ui,'Segoe UI',Roboto,Arial,sans-serif">
        <div style="max-width:480px;margin:0 auto;padding:24px 28px;background:#ffffff;border:1px solid #c9d1db;border-radius:12px">
        <p style="margin:0 0 16px;font-weight:700;color:#1b4f8f">SquareMCP</p>
        <h1 style="margin:0 0 16px;font-size:22px;line-height:1.25">{Subject}</h1>
        {Pages.Html.Join(Parts.Select(Written))}
        </div>
        </body>
        </html>

        """).ToString();

    // A record prints all it holds; some hold links that sign in.
    public sealed override string ToString() => GetType().Name;

    protected static Part Say(string words) => new(words, null);

    protected static Part Lead(string words, string link) => new(words, link);

    private static Html Written(Part part) => part.Link is { } link
        ? Pages.Html.Of($"""
            <p style="margin:0 0 16px"><a href="{link}" style="display:inline-block;padding:10px 20px;background:#1b4f8f;color:#ffffff;border-radius:6px;font-weight:600;text-decoration:none">{part.Words}</a></p>
            <p style="margin:0 0 16px;font-size:13px;color:#566373;overflow-wrap:anywhere">{link}</p>

            """)
        : Pages.Html.Of($"""
            <p style="margin:0 0 16px">{part.Words}</p>

            """);

    /// <param name="Link">Where the words lead; null where they only say something.</param>
    protected sealed record Part(string Words, string? Link);
}
