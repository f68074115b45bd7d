/* A V4L2 camera for tests where the kernel has none: loaded with LD_PRELOAD, it answers for one file what a driver would. FFmpeg's and
   Qt's own V4L2 code, and ours above them, run as they are.

   PRETEND_CAMERA          the file that is the camera: any that can be opened
   PRETEND_FRAMES          the file its frames lie in, one after the other
   PRETEND_FRAME_BYTES     bytes of each
   PRETEND_FOURCC          its pixels: YUYV or MJPG
   PRETEND_WIDTH, PRETEND_HEIGHT, PRETEND_RATE
   PRETEND_ERRNO           the number with which switching on fails, 0 not at all
   PRETEND_AFTER           so many frames are given, then:
   PRETEND_THEN            the number with which asking for the next one fails; 0: it never returns, until the stream is turned off */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS 4

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t off = PTHREAD_COND_INITIALIZER;
static int camera = -1, frames = -1, streaming;
static unsigned given, queue[BUFFERS], waiting;
static struct timespec next_at;
static void *buffer[BUFFERS];

static long number(const char *name) { const char *told = getenv(name); return told ? atol(told) : 0; }
static int fail(int code) { errno = code; return -1; }

static unsigned pixels(void) {
    const char *c = getenv("PRETEND_FOURCC");
    return v4l2_fourcc(c[0], c[1], c[2], c[3]);
}

static int opened(int fd, const char *path) {
    const char *mine = getenv("PRETEND_CAMERA");
    if (fd >= 0 && mine && !strcmp(path, mine)) camera = fd;
    return fd;
}

#define OPEN(NAME)                                                            \
    int NAME(const char *path, int flags, ...) {                              \
        static int (*real)(const char *, int, ...);                           \
        if (!real) real = dlsym(RTLD_NEXT, #NAME);                            \
        va_list more; va_start(more, flags);                                  \
        int mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, int) : 0;   \
        va_end(more);                                                         \
        return opened(real(path, flags, mode), path);                         \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "close");
    if (fd == camera) camera = -1;
    return real(fd);
}

/* The camera's memory is our own: mapping it maps nothing but room for one frame. */
static void *map(void *(*real)(void *, size_t, int, int, int, off_t), void *at, size_t size, int prot, int flags, int fd, off_t from) {
    if (fd < 0 || fd != camera) return real(at, size, prot, flags, fd, from);
    return buffer[from / size] = real(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

void *mmap(void *at, size_t size, int prot, int flags, int fd, off_t from) {
    static void *(*real)(void *, size_t, int, int, int, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "mmap");
    return map(real, at, size, prot, flags, fd, from);
}

void *mmap64(void *at, size_t size, int prot, int flags, int fd, off_t from) { return mmap(at, size, prot, flags, fd, from); }

static int take(struct v4l2_buffer *out) {
    pthread_mutex_lock(&lock);
    if (given >= number("PRETEND_AFTER")) {
        int code = number("PRETEND_THEN");
        while (!code && streaming) pthread_cond_wait(&off, &lock);
        pthread_mutex_unlock(&lock);
        return fail(code ? code : EINVAL);
    }
    pthread_mutex_unlock(&lock);
    next_at.tv_nsec += 1000000000 / number("PRETEND_RATE");
    if (next_at.tv_nsec >= 1000000000) { next_at.tv_nsec -= 1000000000; next_at.tv_sec++; }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next_at, NULL);
    struct stat file;
    size_t size = number("PRETEND_FRAME_BYTES");
    if (frames < 0) frames = open(getenv("PRETEND_FRAMES"), O_RDONLY | O_CLOEXEC);
    fstat(frames, &file);
    out->index = queue[0];
    memmove(queue, queue + 1, --waiting * sizeof *queue);
    if (pread(frames, buffer[out->index], size, (given % (file.st_size / size)) * size) != (ssize_t)size) return fail(EIO);
    given++;
    out->bytesused = size;
    out->flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    out->timestamp.tv_sec = next_at.tv_sec;
    out->timestamp.tv_usec = next_at.tv_nsec / 1000;
    return 0;
}

static int stream_on(void) {
    clock_gettime(CLOCK_MONOTONIC, &next_at);
    streaming = 1;
    return 0;
}

static int stream_off(void) {
    pthread_mutex_lock(&lock);
    streaming = 0;
    pthread_cond_broadcast(&off);
    pthread_mutex_unlock(&lock);
    return 0;
}

static int shape(struct v4l2_format *format) {
    struct v4l2_pix_format *pix = &format->fmt.pix;
    memset(pix, 0, sizeof *pix);
    pix->width = number("PRETEND_WIDTH");
    pix->height = number("PRETEND_HEIGHT");
    pix->pixelformat = pixels();
    pix->field = V4L2_FIELD_NONE;
    pix->sizeimage = number("PRETEND_FRAME_BYTES");
    return 0;
}

static int answer(unsigned long what, void *with) {
    struct v4l2_buffer *held = with;
    switch (what) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *can = with;
        memset(can, 0, sizeof *can);
        strcpy((char *)can->driver, "pretend");
        strcpy((char *)can->card, "Pretend camera");
        can->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_DEVICE_CAPS;
        can->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    }
    case VIDIOC_G_INPUT: *(int *)with = 0; return 0;
    case VIDIOC_ENUMINPUT: {
        struct v4l2_input *input = with;
        if (input->index) return fail(EINVAL);
        memset(input, 0, sizeof *input);
        input->type = V4L2_INPUT_TYPE_CAMERA;
        return 0;
    }
    case VIDIOC_ENUM_FMT: {
        struct v4l2_fmtdesc *told = with;
        if (told->index) return fail(EINVAL);
        told->flags = 0;
        told->pixelformat = pixels();
        return 0;
    }
    case VIDIOC_ENUM_FRAMESIZES: {
        struct v4l2_frmsizeenum *size = with;
        if (size->index || size->pixel_format != pixels()) return fail(EINVAL);
        size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        size->discrete.width = number("PRETEND_WIDTH");
        size->discrete.height = number("PRETEND_HEIGHT");
        return 0;
    }
    case VIDIOC_ENUM_FRAMEINTERVALS: {
        struct v4l2_frmivalenum *interval = with;
        if (interval->index) return fail(EINVAL);
        interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        interval->discrete.numerator = 1;
        interval->discrete.denominator = number("PRETEND_RATE");
        return 0;
    }
    case VIDIOC_S_FMT: if (number("PRETEND_ERRNO")) return fail(number("PRETEND_ERRNO")); /* fall through */
    case VIDIOC_G_FMT: case VIDIOC_TRY_FMT: return shape(with);
    case VIDIOC_G_PARM: case VIDIOC_S_PARM: {
        struct v4l2_streamparm *how = with;
        how->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        how->parm.capture.timeperframe.numerator = 1;
        how->parm.capture.timeperframe.denominator = number("PRETEND_RATE");
        return 0;
    }
    case VIDIOC_REQBUFS: ((struct v4l2_requestbuffers *)with)->count = BUFFERS; waiting = 0; return 0;
    case VIDIOC_QUERYBUF:
        held->length = number("PRETEND_FRAME_BYTES");
        held->m.offset = held->index * held->length;
        return 0;
    case VIDIOC_QBUF: queue[waiting++] = held->index; return 0;
    case VIDIOC_DQBUF: return take(held);
    case VIDIOC_STREAMON: return stream_on();
    case VIDIOC_STREAMOFF: return stream_off();
    default: return fail(ENOTTY);
    }
}

int ioctl(int fd, unsigned long what, ...) {
    static int (*real)(int, unsigned long, void *);
    if (!real) real = dlsym(RTLD_NEXT, "ioctl");
    va_list more; va_start(more, what);
    void *with = va_arg(more, void *);
    va_end(more);
    return fd >= 0 && fd == camera ? answer(what & 0xffffffff, with) : real(fd, what, with);
}
