namespace Squaremcp.Frontend.Operation;

/// <summary>Full paths: the data folder and the root of the vaults.</summary>
internal sealed record Folders(string Data, string Vaults);

/// <summary>Streams a backup of the running installation to the operator.</summary>
internal interface IBackup
{
    Task WriteAsync(HttpContext context);
}
