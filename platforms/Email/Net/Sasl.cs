using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>What is said to log in by one mechanism, without base64.</summary>
/// <param name="Name">As servers list it.</param>
/// <param name="Initial">Said at once, or to the first empty challenge; null where the server speaks first.</param>
/// <param name="Answer">What is said to challenge number n, counted from 0 after <paramref name="Initial"/>; null to break it off.</param>
internal sealed record Sasl(string Name, byte[]? Initial, Func<int, byte[]?> Answer)
{
    private static readonly byte[] Separator = [1];

    public static string NameOf(MailMechanism mechanism) => mechanism switch
    {
        MailMechanism.Plain => "PLAIN",
        MailMechanism.Login => "LOGIN",
        MailMechanism.OAuthBearer => "OAUTHBEARER",
        _ => "XOAUTH2",
    };

    /// <exception cref="MailException">settings: user or secret holds a character that no mechanism can carry.</exception>
    public static Sasl For(MailMechanism mechanism, MailCredential credential, MailServer server, MailTrouble trouble)
    {
        var user = Encoding.UTF8.GetBytes(credential.User);
        var secret = credential.Secret.Reveal();
        if (Unspeakable(user) || Unspeakable(secret) || user.Length == 0)
        {
            throw trouble.Of(MailFailureKind.Settings, "The user name or the password is empty or holds a control character. Type both again.");
        }

        var name = NameOf(mechanism);
        switch (mechanism)
        {
            case MailMechanism.Plain: // RFC 4616
                return new(name, [0, .. user, 0, .. secret], _ => null);

            case MailMechanism.Login: // draft-murchison-sasl-login
                var password = secret.ToArray();
                return new(name, null, round => round switch { 0 => user, 1 => password, _ => null });

            case MailMechanism.XOAuth2: // a refusal comes as a challenge, and an empty line asks for the verdict
                return new(name, [.. "user="u8, .. user, 1, .. "auth=Bearer "u8, .. secret, 1, 1], round => round == 0 ? [] : null);

            default: // RFC 7628
                var header = Encoding.UTF8.GetBytes($"n,a={credential.User.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},\u0001host={server.Host}\u0001port={server.Port}\u0001auth=Bearer ");
                return new(name, [.. header, .. secret, 1, 1], round => round == 0 ? Separator : null);
        }
    }

    private static bool Unspeakable(ReadOnlySpan<byte> text) => text.IsEmpty || text.IndexOfAnyInRange((byte)0, (byte)31) >= 0 || text.Contains((byte)127);
}
