using Squaremcp.Settings;

namespace Squaremcp.Frontend.Settings;

/// <summary>What only a frontend can tell is wrong with its settings.</summary>
internal static class GatewayMistakes
{
    internal static IEnumerable<string> Of(GatewaySettings settings) =>
        [.. MailMistakes.Of(settings.Mail), .. SignInMistakes.Of(settings), .. OAuthMistakes.Of(settings.OAuth), .. Composition.Mistakes(settings)];
}
