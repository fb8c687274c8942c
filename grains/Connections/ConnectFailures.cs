using Squaremcp.Platforms.OAuth;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Connections;

/// <summary>Why a person's way to a platform and back did not end in a connection, in words for that person; pure. Nothing a platform wrote stands in them.</summary>
internal static class ConnectFailures
{
    internal static ToolFailure NotOpened { get; } = Failure("unreadable", "The platform's answer could not be read here. Nothing was connected; begin again.");

    /// <param name="error">RFC 6749 §4.1.2.1, and what LinkedIn and Facebook say instead of <c>access_denied</c>; null where no code came either.</param>
    internal static ToolFailure Of(string? error, string title) => error switch
    {
        null => Failure("no_code", $"{title} sent you back without a code. Nothing was connected; begin again."),
        "access_denied" or "user_cancelled_login" or "user_cancelled_authorize" or "user_denied" => Failure("denied", $"{title} says that you did not let this gateway in. Nothing was connected."),
        "server_error" or "temporarily_unavailable" => Failure("platform_unavailable", $"{title} cannot do this now. Nothing was connected; begin again in a few minutes."),
        _ => Failure("not_accepted", $"{title} did not accept the request of this gateway. Nothing was connected. Tell the operator of this gateway, who must look at its registration there."),
    };

    internal static ToolFailure Of(OAuthException refused, string title) => refused.Trouble switch
    {
        OAuthTrouble.InvalidGrant => Failure("invalid_grant", $"{title} did not take the code it had just given. Nothing was connected; begin again."),
        OAuthTrouble.WrongApp => Failure("not_accepted", $"{title} does not accept this gateway's client id, secret or scopes. Nothing was connected. Tell the operator of this gateway, who must look at its registration there."),
        OAuthTrouble.Unavailable => Failure("platform_unavailable", $"{title} cannot do this now. Nothing was connected; begin again in a few minutes."),
        _ => Failure("platform_unavailable", $"{title} did not answer in full. Nothing was connected; begin again."),
    };

    /// <param name="granted">Null where the platform does not say: then all that was asked for (RFC 6749 §5.1).</param>
    internal static ToolFailure? OfScopes(IOAuthConnector connector, IReadOnlyList<string>? granted) => Absent(connector, granted, needed: true) is { Count: > 0 } absent
        ? Failure("scope_refused", $"{connector.Platform.Title} did not give what the connection needs: {string.Join("; ", absent)}. Nothing was connected. Begin again and leave every box there ticked.")
        : null;

    /// <summary>What the connection does without, in plain words.</summary>
    internal static IReadOnlyList<string> Missing(IOAuthConnector connector, IReadOnlyList<string>? granted) => Absent(connector, granted, needed: false);

    internal static ToolFailure NotIdentified(string title) => Failure("not_identified", $"{title} gave access and then did not say whose account it is. Nothing was connected; begin again in a few minutes.");

    internal static ToolFailure Broken(string title) => Failure("broken", $"{title} gave access, and the gateway could not go on with it. Nothing was connected; begin again, and tell the operator if it happens twice.");

    private static List<string> Absent(IOAuthConnector connector, IReadOnlyList<string>? granted, bool needed) =>
        granted is null ? [] : [.. connector.OAuth.Scopes.Where(scope => scope.Needed == needed && !granted.Contains(scope.Name)).Select(scope => scope.Meaning)];

    private static ToolFailure Failure(string reason, string message) => new() { Kind = FailureKind.Refused, Reason = reason, Message = message };
}
