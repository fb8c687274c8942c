using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Kms;

/// <summary>AWS KMS with one symmetric key: checks Signature Version 4 as the service does, the target, the encryption context and the key, and answers its errors.</summary>
internal sealed class FakeAwsKms : IAsyncDisposable
{
    public const string Arn = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private const string Region = "eu-central-1";

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly WebApplication app;

    private FakeAwsKms()
    {
        app = LocalServer.Build();
        app.Run(AnswerAsync);
    }

    public string Url => app.Urls.Single();

    public string? Trouble { get; set; }

    public static async Task<FakeAwsKms> StartAsync()
    {
        var kms = new FakeAwsKms();
        await kms.app.StartAsync();
        return kms;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        if (Trouble is { } trouble)
        {
            await ErrorAsync(context, trouble, trouble == "KMSInternalException" ? 500 : 400);
            return;
        }

        if (!IsSigned(context.Request, body))
        {
            await ErrorAsync(context, "InvalidSignatureException", 400);
            return;
        }

        Assert.Equal("application/x-amz-json-1.1", context.Request.ContentType);
        var json = JsonElement.Parse(body);
        if (json.GetProperty("KeyId").GetString() is not (Arn or "alias/square"))
        {
            await ErrorAsync(context, "NotFoundException", 400);
            return;
        }

        var about = Encoding.UTF8.GetBytes(string.Join('\n', json.GetProperty("EncryptionContext").EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}").Order(StringComparer.Ordinal)));
        switch (context.Request.Headers["X-Amz-Target"].ToString())
        {
            case "TrentService.Encrypt":
                var plain = json.GetProperty("Plaintext").GetBytesFromBase64();
                Assert.InRange(plain.Length, 1, 4096);
                await AnswerAsync(context, new { CiphertextBlob = Convert.ToBase64String(Seal(plain, about)), KeyId = Arn, EncryptionAlgorithm = "SYMMETRIC_DEFAULT" });
                break;
            case "TrentService.Decrypt":
                if (Open(json.GetProperty("CiphertextBlob").GetBytesFromBase64(), about) is { } opened)
                {
                    await AnswerAsync(context, new { Plaintext = Convert.ToBase64String(opened), KeyId = Arn, EncryptionAlgorithm = "SYMMETRIC_DEFAULT" });
                }
                else
                {
                    await ErrorAsync(context, "InvalidCiphertextException", 400);
                }

                break;
            default:
                await ErrorAsync(context, "UnknownOperationException", 400);
                break;
        }
    }

    /// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
    private static bool IsSigned(HttpRequest request, string body)
    {
        var parts = request.Headers.Authorization.ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["AWS4-HMAC-SHA256", var credential, var signed, var signature])
        {
            return false;
        }

        var (scope, names) = (credential["Credential=".Length..].Split('/'), signed["SignedHeaders=".Length..].Split(';'));
        if (scope is not [AccessKey, var day, Region, "kms", "aws4_request"])
        {
            return false;
        }

        var headers = string.Concat(names.Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        var canonical = $"POST\n/\n\n{headers}\n{string.Join(';', names)}\n{Hash(body)}";
        var toSign = $"AWS4-HMAC-SHA256\n{request.Headers["X-Amz-Date"]}\n{day}/{Region}/kms/aws4_request\n{Hash(canonical)}";
        var signing = new[] { day, Region, "kms", "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + SecretKey), (secret, part) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(part)));
        var late = TimeProvider.System.GetUtcNow() - DateTimeOffset.ParseExact(request.Headers["X-Amz-Date"].ToString(), "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return late.Duration() < TimeSpan.FromMinutes(5) && names.Contains("x-amz-target") && names.Contains("host")
            && signature == $"Signature={Convert.ToHexStringLower(HMACSHA256.HashData(signing, Encoding.UTF8.GetBytes(toSign)))}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private byte[] Seal(byte[] plain, byte[] about)
    {
        var (nonce, tag, sealedBytes) = (RandomNumberGenerator.GetBytes(12), new byte[16], new byte[plain.Length]);
        using var gcm = new AesGcm(key, 16);
        gcm.Encrypt(nonce, plain, sealedBytes, tag, about);
        return [.. nonce, .. sealedBytes, .. tag];
    }

    private byte[]? Open(byte[] blob, byte[] about)
    {
        var plain = new byte[blob.Length - 28];
        using var gcm = new AesGcm(key, 16);
        try
        {
            gcm.Decrypt(blob.AsSpan(0, 12), blob.AsSpan(12, plain.Length), blob.AsSpan(12 + plain.Length), plain, about);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static Task AnswerAsync<T>(HttpContext context, T body)
    {
        context.Response.ContentType = "application/x-amz-json-1.1";
        return context.Response.WriteAsync(JsonSerializer.Serialize(body));
    }

    private static Task ErrorAsync(HttpContext context, string type, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-amzn-errortype"] = type;
        return AnswerAsync(context, new { __type = type, message = "secret-looking detail" });
    }
}
