using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.Telegram;

/// <summary>What @BotFather gives: the bot's id, a colon and the secret (https://core.telegram.org/bots/api#authorizing-your-bot). Never prints itself.</summary>
internal sealed partial class BotToken
{
    private readonly string text;

    private BotToken(string text) => this.text = text;

    /// <summary>The bot's own user id; not secret.</summary>
    internal string BotId => text[..text.IndexOf(':')];

    /// <summary>
    /// Equal for equal tokens and telling nothing of them (a token has some 200 random bits). Not the bot's id: whoever made up a token could then keep a stranger's bot from being connected.
    /// </summary>
    internal string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"squaremcp telegram bot {text}")));

    internal static BotToken? Parse(string text) => Form().IsMatch(text) ? new(text) : null;

    /// <summary>The methods' address; the only place the token is shown to.</summary>
    internal Uri Address(Uri host) => new($"{host.AbsoluteUri.TrimEnd('/')}/bot{text}/");

    internal Secret ToSecret() => Secret.OfText(text);

    /// <summary>Words from outside, without the token where they repeat it.</summary>
    internal string Without(string words) => words.Replace(text, "***", StringComparison.Ordinal).Replace(text[(text.IndexOf(':') + 1)..], "***", StringComparison.Ordinal);

    public override string ToString() => "***";

    // Telegram's own server refuses what begins with 0, is longer than 80 or holds a slash.
    [GeneratedRegex(@"^[1-9][0-9]{2,19}:[A-Za-z0-9_-]{30,59}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
