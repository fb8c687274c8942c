namespace Squaremcp.Grains.Connections;

/// <summary>Why a person must connect an account again, in words for that person.</summary>
internal static class BrokenReasons
{
    internal static string Withdrawn(string platform) => $"{platform} does not accept this connection any more: the access was withdrawn there, or was not used for too long.";

    internal static string CutOff(string platform) => $"A renewal of the access to {platform} was cut off before its answer could be saved, and {platform} does not accept what was used until then.";

    internal static string Ended(string platform) => $"The access to {platform} has ended, and {platform} gives no way to renew it.";

    internal static string Erased => "The stored credentials of this account were erased.";
}
