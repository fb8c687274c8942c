using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Discord;

/// <summary>A bot's token: three parts between dots, of which the first is the bot's user id in base64. Never prints itself.</summary>
internal sealed partial class BotToken
{
    private readonly string text;

    private BotToken(string text, string botId) => (this.text, BotId) = (text, botId);

    /// <summary>The bot's own user id; not secret.</summary>
    internal string BotId { get; }

    /// <summary>Equal for equal tokens and telling nothing of them. Not the bot's id: whoever made up a token could then keep a stranger's bot from being connected.</summary>
    internal string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"squaremcp discord bot {text}")));

    /// <summary>Null where it is none.</summary>
    internal static BotToken? Parse(string text)
    {
        if (!Form().IsMatch(text) || text.Split('.')[0] is var first && !Base64Url.IsValid(first))
        {
            return null;
        }

        var id = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text.Split('.')[0]));
        return id.Length is >= 15 and <= 20 && id.All(char.IsAsciiDigit) ? new(text, id) : null;
    }

    /// <summary>The only place the token is shown to.</summary>
    internal string Header() => $"Bot {text}";

    internal Secret ToSecret() => Secret.OfText(text);

    public override string ToString() => "***";

    [GeneratedRegex(@"^[A-Za-z0-9_-]{18,32}\.[A-Za-z0-9_-]{4,10}\.[A-Za-z0-9_-]{20,80}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
