using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>
/// A command under construction. Words are ours alone; everything a person or a message supplied goes as a literal, whose bytes no server takes for another command.
/// </summary>
internal sealed class ImapCommand
{
    private readonly StringBuilder text = new();
    private readonly List<Part> parts = [];

    public ImapCommand(string verb) => Word(verb);

    /// <param name="Text">ASCII, up to the literal.</param>
    /// <param name="Literal">Null at the end.</param>
    internal readonly record struct Part(string Text, MailContent? Literal);

    /// <summary>Whole, without tag.</summary>
    public IReadOnlyList<Part> Parts => [.. parts, new(text.ToString(), null)];

    /// <summary>Words of the protocol, never of a person.</summary>
    public ImapCommand Word(string words)
    {
        if (words.Length == 0 || words.Any(letter => letter is < ' ' or > '~' or '{'))
        {
            throw new ArgumentException("Only words of the protocol stand in a command; everything else is a literal.", nameof(words));
        }

        Space();
        text.Append(words);
        return this;
    }

    public ImapCommand Number(long number) => Word(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>What a person or a message supplied, as UTF-8.</summary>
    /// <exception cref="MailException">settings: it holds NUL, which nothing in IMAP can carry.</exception>
    public ImapCommand Literal(string supplied, MailTrouble trouble) => Literal(Encoding.UTF8.GetBytes(supplied), trouble);

    /// <inheritdoc cref="Literal(string, MailTrouble)"/>
    public ImapCommand Literal(byte[] supplied, MailTrouble trouble) =>
        supplied.AsSpan().Contains((byte)0)
            ? throw trouble.Of(MailFailureKind.Settings, "A text holds a NUL character, which mail servers cannot take. Leave it out.")
            : Literal(MailContent.Of(supplied));

    public ImapCommand Literal(MailContent content)
    {
        Space();
        parts.Add(new(text.ToString(), content));
        text.Clear();
        return this;
    }

    /// <summary>A folder's name.</summary>
    /// <exception cref="MailException">not_found: a name with control characters. No folder has one, and Dovecot 2.3 repeats its line breaks in the refusal, where they read as another answer.</exception>
    public ImapCommand Folder(MailFolderName name, MailTrouble trouble) =>
        name.IsInbox ? Word("INBOX")
        : name.Wire.Length == 0 || name.Text.Any(char.IsControl) || name.Wire.Any(char.IsControl) ? throw trouble.Of(MailFailureKind.NotFound, "There is no such folder. List the folders and take a name from there.")
        : Literal(Encoding.Latin1.GetBytes(name.Wire), trouble);

    private void Space()
    {
        if (text.Length > 0 || parts.Count > 0)
        {
            text.Append(' ');
        }
    }
}
