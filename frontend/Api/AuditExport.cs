using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Squaremcp.Ledger;

namespace Squaremcp.Frontend.Api;

/// <summary>
/// An audit trail as JSON Lines: first <c>{"type":"head", …}</c>, the signed head, then each entry as <c>{"type":"entry", …}</c> from the oldest kept to the head.
/// Pulled page by page, so a trail of any length is never held whole.
/// </summary>
internal static class AuditExport
{
    internal const string MediaType = "application/jsonl";

    internal static readonly JsonSerializerOptions Json = Options();

    internal static async Task WriteAsync(HttpContext context, IGrainFactory grains)
    {
        var ledger = grains.GetGrain<ILedgerGrain>(context.Caller().CustomerId);
        context.Response.ContentType = MediaType;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-{context.Caller().CustomerId}.jsonl\"";
        if (await ledger.SignHead(context.RequestAborted) is not { } head)
        {
            return;
        }

        Line(context, new HeadLine(head));
        for (var after = head.FirstSeq - 1; after < head.Seq;)
        {
            var page = await ledger.Entries(after, head.Seq, context.RequestAborted);
            if (page.Count == 0)
            {
                // Retention took what had not been read yet: the reader sees a file that ends early, not one that looks whole.
                context.Abort();
                return;
            }

            foreach (var entry in page)
            {
                Line(context, new EntryLine(entry));
            }

            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            after = page[^1].Seq;
        }
    }

    private static void Line(HttpContext context, AuditLine line)
    {
        context.Response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(line, Json));
        context.Response.BodyWriter.Write("\n"u8);
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions();
        ApiJson.Configure(options);
        return options;
    }
}

/// <summary>One line of an export.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(HeadLine), "head")]
[JsonDerivedType(typeof(EntryLine), "entry")]
internal abstract record AuditLine;

internal sealed record HeadLine(SignedHead Head) : AuditLine;

internal sealed record EntryLine(AuditEntry Entry) : AuditLine;
