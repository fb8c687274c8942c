namespace Squaremcp.Platforms.Email;

/// <summary>What one message may cost to read. What is beyond is left out and told in <see cref="MimeMessage.Warnings"/>; nothing here makes reading fail.</summary>
internal sealed record MimeLimits
{
    internal static MimeLimits Default { get; } = new();

    /// <summary>Multiparts and messages inside each other; deeper ones are listed but not opened.</summary>
    public int Depth { get; init; } = 20;

    /// <summary>Parts of the whole message, containers included.</summary>
    public int Parts { get; init; } = 500;

    /// <summary>Fields of one header block.</summary>
    public int HeaderFields { get; init; } = 1000;

    /// <summary>Octets of one header block.</summary>
    public int HeaderBytes { get; init; } = 256 * 1024;

    /// <summary>Octets that all texts, calendars and encoded messages together may have after decoding.</summary>
    public int DecodedBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>UTF-16 units of <see cref="MimeMessage.Text"/>.</summary>
    public int TextLength { get; init; } = 1024 * 1024;
}
